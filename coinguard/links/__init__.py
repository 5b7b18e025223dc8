"""Finding links in messages, their canonical form and their parts; nothing here touches the network."""
