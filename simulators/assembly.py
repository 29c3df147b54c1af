"""Joins the vendors, their profiles and the fixtures: one registry, one application for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from simulators.fixtures import FIXTURES
from simulators.kernel.control import create_control
from simulators.kernel.folder import Folder
from simulators.kernel.http import WSGI, create_app
from simulators.kernel.registry import Registry
from simulators.kernel.vendor import Vendor
from simulators.released.profiles import PROFILES
from simulators.released.vendor import VENDOR as RELEASED
from simulators.xero.vendor import VENDOR as XERO

Apps: TypeAlias = Mapping[str, WSGI]
"""WSGI applications by door: `control`, then one per vendor under its short name."""

CONTROL: Final = "control"
VENDORS: Final[Mapping[str, Vendor]] = {vendor.system: vendor for vendor in (XERO, RELEASED)}


def create_registry(scale: float = 0, folder: Folder | None = None) -> Registry:
    """
    A registry of both vendors, with the worlds that the folder keeps.

    Args:
        scale: fake seconds per real second for worlds that do not say; 0 is frozen.
        folder: keeps the worlds on disk; None keeps them in memory only.

    Raises:
        UnreadableFileError: a file of the folder is damaged.
    """
    registry = Registry(VENDORS, PROFILES, FIXTURES, scale, folder)
    registry.load()
    return registry


def create_apps(registry: Registry) -> Apps:
    """The doors of a registry, the control plane first."""
    vendors = {name: create_app(vendor, registry) for name, vendor in registry.vendors.items()}
    return {CONTROL: create_control(registry), **vendors}
