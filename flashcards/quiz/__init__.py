"""The interactive quiz: it asks due cards in the terminal and saves every grade before the next card.

``session`` holds what happens, whatever shows it; ``screen`` (full screen) and ``lines`` (plain lines) are the two
ways to show it. ``start`` runs the full screen, ``painter`` draws it, ``tty`` controls the terminal, ``captions``
has the sentences that both ways share, ``edit`` and ``editor`` serve the ``e`` key, ``state`` has the values that
pass between them.
"""
