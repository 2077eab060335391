"""The CSV files that Stripe's dashboard exports, one module for each kind of file."""
