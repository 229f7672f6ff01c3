"""The blocks of my work: what waits, what came back, handing over and delegating."""
