"""The numerics behind every lesson: NumPy and the standard library only.

Read the modules in this order; each imports only earlier ones.

    checks          refusals that help
    schedules       a learning rate that changes while training goes on
    optimizers      a gradient becomes a step
    batches         which samples an update looks at
    linear          linear regression, where all is known in closed form

    parameters      all weights as one vector, seen layer by layer
    activations     what a unit does with its weighted sum
    neuron          one neuron, where all is known in closed form, too
    losses          how wrong an output is
    initializers    where the weights start
    products        the matrix product, fast on a computer and in the browser
    passes          one trip forward through the network and one back
    network         a dense network and the records of what it computes
    residual        layers that add to what they are given
    gradient_check  is this gradient right? ask the loss itself

    faults          where the first number that is not finite was born
    updates         the lean inner loop of training
    training        training as a generator of records

    grids           a network as a picture: what each unit says at every point
    colours         numbers become colours by a table
    plane_losses    the loss over a plane of parameters, row by row
    landscapes      the loss as a landscape over the parameters
    side_by_side    the gradients of many networks at once
    inspection      statistics and verdicts, layer by layer
    metrics         how good the answers are
    data            data sets, drawn by a seed or measured in the world
    features        what a network may be told of a point of the plane
    storage         a network as a JSON document
    source          a network as a program
"""
