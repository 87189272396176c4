"""The numerics behind every lesson: NumPy and the standard library only.

Read the modules in this order; each imports only earlier ones.

    checks        refusals that help
    schedules     a learning rate that changes while training goes on
    optimizers    a gradient becomes a step
    batches       which samples an update looks at
    linear        linear regression, where all is known in closed form
"""
