"""The member bot of QOOT, Lebanon's agri-food cluster: what the cluster knows and does."""

__version__ = "0.1.0"
