"""A build of torch that fits the machine, fetched into the program's own folder."""
