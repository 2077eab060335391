"""VIES, the European Commission's register, by its REST API; `simulator` plays it for tests.

POST /check-vat-number with countryCode, vatNumber and, where the asker wants a consultation number,
requesterMemberStateCode and requesterNumber. It answers valid, name, address, requestDate and
requestIdentifier, or, with HTTP 200 as well, actionSucceed false and errorWrappers with a code.
"""
