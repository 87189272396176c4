"""The lesson on gradient flow: what depth does to gradients."""
