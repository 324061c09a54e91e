"""The words everybody shares: plain typed data, without Qt, torch or input and output."""
