"""French words of the letters that the law wants in French (C. consom. L215-1, L111-1).

A lawyer should check them before use.
"""

from typing import Final

TERMS: Final = {
    "year": ("par an", "tous les %(n)s ans"),
    "month": ("par mois", "tous les %(n)s mois"),
    "day": ("par jour", "tous les %(n)s jours"),
}

# What a contact is, and what it is for.
CONTACTS: Final = {
    "support": "assistance",
    "billing": "facturation",
    "sender": "expéditeur de nos courriels",
    "web": "nos pages",
    "phone": "Téléphone",
    "email": "Courriel",
    "domain": "Site",
    "chat": "Messagerie",
    "social": "Réseaux sociaux",
}

WORDS: Final = {
    "Hello %(name)s,": "Bonjour %(name)s,",
    "Hello,": "Bonjour,",
    "Our official contacts": "Nos contacts officiels",
    "These are all of them. Whoever gives you another number or address for us is not us.": (
        "Il n’y en a pas d’autres. Quiconque vous donne un autre numéro ou une autre adresse en "
        "notre nom n’est pas nous."
    ),
    "We never ask for your password or your card number by mail or phone.": (
        "Nous ne demandons jamais votre mot de passe ni votre numéro de carte par courriel ou "
        "par téléphone."
    ),
    "Subscription": "Abonnement",
    "Price": "Prix",
    "Charged to": "Prélevé sur",
    "Turn off renewal": "Désactiver le renouvellement",
    "Cancel the subscription": "Résilier votre contrat",
    "%(day)s to %(until)s": "du %(day)s au %(until)s",
    "of which tax %(tax)s": "dont taxes %(tax)s",
    "An entry for your calendar is attached.": "Un rendez-vous pour votre agenda est joint.",
    "You can turn renewal off or cancel until %(moment)s.": (
        "Vous pouvez refuser le renouvellement ou résilier jusqu’au %(moment)s."
    ),
    "Your %(plan)s renews on %(day)s": "Votre abonnement %(plan)s se renouvelle le %(day)s",
    "Your subscription renews by itself on %(day)s, unless you turn renewal off or cancel before "
    "then. We will then charge %(amount)s.": (
        "Votre abonnement se renouvelle tacitement le %(day)s, sauf si vous désactivez le "
        "renouvellement ou résiliez avant cette date. Nous prélèverons alors %(amount)s."
    ),
    "Renews for": "Renouvelé pour la période",
    "If you turn renewal off, you keep your access until %(moment)s and nothing more is charged. "
    "If you want it to go on, you need not do anything.": (
        "Si vous désactivez le renouvellement, vous gardez votre accès jusqu’au %(moment)s et "
        "rien d’autre n’est prélevé. Si vous souhaitez continuer, vous n’avez rien à faire."
    ),
    "Your trial of %(plan)s ends on %(day)s": "Votre essai de %(plan)s prend fin le %(day)s",
    "Your trial then becomes a paid subscription by itself, unless you turn renewal off or cancel "
    "before. We will charge %(amount)s on %(day)s.": (
        "Votre essai devient alors de lui-même un abonnement payant, sauf si vous désactivez le "
        "renouvellement ou résiliez avant. Nous prélèverons %(amount)s le %(day)s."
    ),
    "First paid term": "Première période payante",
    "If you end it before, you pay nothing.": "Si vous y mettez fin avant, vous ne payez rien.",
    "The price of your %(plan)s changes on %(day)s": (
        "Le prix de votre abonnement %(plan)s change le %(day)s"
    ),
    "When your subscription renews on %(day)s, it will cost %(new)s %(per_term)s instead of "
    "%(old)s. Until then nothing changes.": (
        "Lors du renouvellement de votre abonnement le %(day)s, il coûtera %(new)s %(per_term)s "
        "au lieu de %(old)s. Rien ne change d’ici là."
    ),
    "If you do not want the new price, turn renewal off or cancel before %(day)s.": (
        "Si vous refusez le nouveau prix, désactivez le renouvellement ou résiliez avant le "
        "%(day)s."
    ),
    "Price now": "Prix actuel",
    "New price": "Nouveau prix",
    "First charge at the new price": "Premier prélèvement au nouveau prix",
    "You then keep your access until that day and nothing more is charged. If you accept the new "
    "price, you need not do anything.": (
        "Vous gardez alors votre accès jusqu’à ce jour et rien d’autre n’est prélevé. Si vous "
        "acceptez le nouveau prix, vous n’avez rien à faire."
    ),
}
