"""Hot spots: the risk level of one matter, by points that a department can amend."""
