"""The lint rules, one module each; the engine finds modules named ``lNN_*``."""
