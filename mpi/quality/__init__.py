"""How good people and machine are: figures over what the journal says, each with its interval."""
