"""Spanish words of the letters that the law wants in Spanish (Ley 10/2025).

A lawyer should check them before use.
"""

from typing import Final

TERMS: Final = {
    "year": ("al año", "cada %(n)s años"),
    "month": ("al mes", "cada %(n)s meses"),
    "day": ("al día", "cada %(n)s días"),
}

# What a contact is, and what it is for.
CONTACTS: Final = {
    "support": "atención al cliente",
    "billing": "facturación",
    "sender": "remitente de nuestros correos",
    "web": "nuestras páginas",
    "phone": "Teléfono",
    "email": "Correo electrónico",
    "domain": "Sitio web",
    "chat": "Chat",
    "social": "Redes sociales",
}

WORDS: Final = {
    "Hello %(name)s,": "Hola, %(name)s:",
    "Hello,": "Hola:",
    "Our official contacts": "Nuestros contactos oficiales",
    "These are all of them. Whoever gives you another number or address for us is not us.": (
        "No hay otros. Quien le dé otro número u otra dirección en nuestro nombre no somos "
        "nosotros."
    ),
    "We never ask for your password or your card number by mail or phone.": (
        "Nunca pedimos su contraseña ni el número de su tarjeta por correo o por teléfono."
    ),
    "Subscription": "Suscripción",
    "Price": "Precio",
    "Charged to": "Se cobra en",
    "Turn off renewal": "Desactivar la renovación",
    "Cancel the subscription": "Cancelar la suscripción",
    "%(day)s to %(until)s": "del %(day)s al %(until)s",
    "of which tax %(tax)s": "impuestos incluidos: %(tax)s",
    "An entry for your calendar is attached.": "Adjuntamos una cita para su calendario.",
    "You can turn renewal off or cancel until %(moment)s.": (
        "Puede desactivar la renovación o cancelar hasta el %(moment)s."
    ),
    "Your %(plan)s renews on %(day)s": "Su suscripción %(plan)s se renueva el %(day)s",
    "Your subscription renews by itself on %(day)s, unless you turn renewal off or cancel before "
    "then. We will then charge %(amount)s.": (
        "Su suscripción se renueva automáticamente el %(day)s, salvo que antes desactive la "
        "renovación o cancele. Entonces le cobraremos %(amount)s."
    ),
    "Renews for": "Se renueva por el período",
    "If you turn renewal off, you keep your access until %(moment)s and nothing more is charged. "
    "If you want it to go on, you need not do anything.": (
        "Si desactiva la renovación, conserva su acceso hasta el %(moment)s y no se cobra nada "
        "más. Si desea continuar, no tiene que hacer nada."
    ),
    "Your trial of %(plan)s ends on %(day)s": "Su prueba de %(plan)s termina el %(day)s",
    "Your trial then becomes a paid subscription by itself, unless you turn renewal off or cancel "
    "before. We will charge %(amount)s on %(day)s.": (
        "Su prueba pasa entonces automáticamente a ser una suscripción de pago, salvo que antes "
        "desactive la renovación o cancele. Le cobraremos %(amount)s el %(day)s."
    ),
    "First paid term": "Primer período de pago",
    "If you end it before, you pay nothing.": "Si la termina antes, no paga nada.",
    "The price of your %(plan)s changes on %(day)s": (
        "El precio de su suscripción %(plan)s cambia el %(day)s"
    ),
    "When your subscription renews on %(day)s, it will cost %(new)s %(per_term)s instead of "
    "%(old)s. Until then nothing changes.": (
        "Cuando su suscripción se renueve el %(day)s, costará %(new)s %(per_term)s en lugar de "
        "%(old)s. Hasta entonces no cambia nada."
    ),
    "If you do not want the new price, turn renewal off or cancel before %(day)s.": (
        "Si no desea el nuevo precio, desactive la renovación o cancele antes del %(day)s."
    ),
    "Price now": "Precio actual",
    "New price": "Precio nuevo",
    "First charge at the new price": "Primer cobro al precio nuevo",
    "You then keep your access until that day and nothing more is charged. If you accept the new "
    "price, you need not do anything.": (
        "Entonces conserva su acceso hasta ese día y no se cobra nada más. Si acepta el precio "
        "nuevo, no tiene que hacer nada."
    ),
}
