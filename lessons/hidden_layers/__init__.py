"""Hidden layers: layers bend the plane."""
