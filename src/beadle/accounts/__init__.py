"""Who may do what: users, roles, sessions and permissions, behind one authorize()."""
