"""The schema: one noun per file. All of them are loaded here, so that the metadata is whole."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
