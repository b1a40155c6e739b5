"""The commands of `helpline`, one file each.  They read and print words, and decide nothing."""
