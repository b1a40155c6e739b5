"""What `helpline doctor` looks at: one module for each place where a set-up goes wrong.

A check gives a finding, which says in one line what is wrong and in another how to mend it.  It
changes nothing, shows no secret and no number of a person, and does not raise.
"""
