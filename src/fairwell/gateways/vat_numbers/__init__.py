"""Registers that know whether a VAT number is somebody's."""
