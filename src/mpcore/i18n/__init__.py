"""Values to words: why something was refused, and what to do instead, in the reader's language.

English comes from the refusal itself, French from `mpcore.i18n.fr`; a host adds languages, and words for refusals of
its own, as catalogues.  The locale is always an argument, and one that nobody knows is English.

>>> from mpcore import i18n, orders
>>> text, remedy = i18n.words(orders.VendorTwice(vendor="v1"), "fr")
>>> text, remedy
('le vendeur v1 a deux sous-commandes pour la même boutique', 'réunissez toutes ses lignes dans une seule')
"""

from mpcore.i18n.locales import language
from mpcore.i18n.said import in_words
from mpcore.i18n.spoken import Catalogue, Catalogues, phrase, title, words
from mpcore.i18n.statements import Sayings, say
from mpcore.i18n.terms import explained

__all__ = ["Catalogue", "Catalogues", "Sayings", "explained", "in_words", "language", "phrase", "say", "title", "words"]
