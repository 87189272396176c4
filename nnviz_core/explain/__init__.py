"""Explanations: what a prediction rests on, how sure that is, and how to test it.

Read the modules in this order; each imports only earlier ones.

    model           the model as a black box, checked at the door
    players         features and groups of features, and the coalitions they form
    game            what a coalition earns: hidden features filled in from a background
    network_game    the same for a network of ours, on a shorter way
    shapley         Shapley values, exactly
    coalitions      which coalitions to ask when there are too many
    kernel_shap     Shapley values as a weighted regression, with standard errors
    permutation     Shapley values from random orders
    interactions    what two features do together
    occlusion       what a prediction loses without one feature
    surrogate       a weighted linear model
    neighbours      samples around a row
    lime            a simple model that is right nearby
    importance      what a whole data set says
    gradients       gradient × input, integrated gradients
    counterfactual  what would have to be different
    fidelity        whether an explanation is true to the model
    agreement       whether explanations agree, and are about the model at all
    segments        the pixels of an image in a few groups
"""

from .agreement import agreement as agreement
from .agreement import randomisation_check as randomisation_check
from .agreement import rank_correlation as rank_correlation
from .agreement import sensitivity as sensitivity
from .agreement import stability as stability
from .agreement import top_overlap as top_overlap
from .counterfactual import counterfactual as counterfactual
from .fidelity import deletion_insertion as deletion_insertion
from .fidelity import infidelity as infidelity
from .fidelity import surrogate_r2 as surrogate_r2
from .gradients import gradient_times_input as gradient_times_input
from .gradients import input_gradient as input_gradient
from .gradients import integrated_gradients as integrated_gradients
from .importance import partial_dependence as partial_dependence
from .importance import permutation_importance as permutation_importance
from .interactions import shapley_interactions as shapley_interactions
from .kernel_shap import kernel_shap as kernel_shap
from .kernel_shap import kernel_shap_steps as kernel_shap_steps
from .lime import lime as lime
from .model import PredictError as PredictError
from .occlusion import occlusion as occlusion
from .permutation import permutation_shapley as permutation_shapley
from .shapley import contributions_of_game as contributions_of_game
from .shapley import exact_shapley as exact_shapley
from .shapley import orders_of_game as orders_of_game
from .shapley import shapley_of_game as shapley_of_game
from .surrogate import fit_surrogate as fit_surrogate
