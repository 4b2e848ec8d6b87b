"""Groups, proofs and shuffles: the parts from which the recipes above are made.

WARNING. Nothing here is safe by itself. A proof that holds says nothing before every element in it was checked to be in
the group; a key or a random number used twice gives the secret away; none of these functions knows which election
it serves. Use `hamgara.ballots`, which puts them together in the only order in which they are sound.
"""
