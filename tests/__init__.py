"""Tests mirror the rooms; stories/ are whole journeys; house/ checks the house itself."""
