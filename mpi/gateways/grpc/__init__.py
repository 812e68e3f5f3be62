"""The gRPC gateway: servicers that decode, validate, call the index, and encode."""
