"""What people want next, learnt from purchases: arrays in, arrays out; no connection, no clock."""
