"""The terms of the demo's programs, in all four languages; each paragraph on one line when it is read."""

_BODIES = {
    "en": """\
{name} thanks you for coming back. With this card you collect stamps and points and exchange them for what the \
program shows at the time. Taking part is free, and you can leave whenever you like.

Stamps and points are recorded at the counter. They cannot be paid out in money, sold or given to another \
person. Points expire when the card is not used for the time that your card page shows; we remind you before.

We keep your name, your e-mail address, what you told us besides, and your visits, for this card only. We do not \
sell them. On your card page you see everything we know, correct it, take it with you, and delete it for good.

If the program ends, we tell you at least 30 days before, and what is on your card stays good until then.""",
    "fr": """\
{name} vous remercie de votre fidélité. Avec cette carte, vous collectez des tampons et des points et les \
échangez contre ce que le programme propose à ce moment-là. La participation est gratuite et vous pouvez partir \
quand vous voulez.

Les tampons et les points sont enregistrés au comptoir. Ils ne peuvent être ni versés en argent, ni vendus, ni \
cédés à une autre personne. Les points expirent si la carte n’est pas utilisée pendant la durée indiquée sur la \
page de votre carte ; nous vous prévenons avant.

Nous conservons votre nom, votre adresse e-mail, ce que vous nous avez indiqué d’autre et vos visites, pour \
cette carte uniquement. Nous ne vendons pas ces données. Sur la page de votre carte, vous voyez tout ce que nous \
savons, vous pouvez le corriger, l’emporter et l’effacer définitivement.

Si le programme prend fin, nous vous prévenons au moins 30 jours avant, et ce qui se trouve sur votre carte \
reste valable jusque-là.""",
    "de": """\
{name} dankt Ihnen für Ihre Treue. Mit dieser Karte sammeln Sie Stempel und Punkte und tauschen sie gegen das, \
was das Programm gerade anbietet. Die Teilnahme ist kostenlos, und Sie können jederzeit austreten.

Stempel und Punkte werden an der Theke erfasst. Sie können nicht ausgezahlt, verkauft oder einer anderen Person \
übertragen werden. Punkte verfallen, wenn die Karte so lange nicht benutzt wird, wie es auf Ihrer Kartenseite \
steht; wir erinnern Sie vorher.

Wir speichern Ihren Namen, Ihre E-Mail-Adresse, was Sie uns sonst angegeben haben, und Ihre Besuche, und das nur \
für diese Karte. Wir verkaufen diese Daten nicht. Auf Ihrer Kartenseite sehen Sie alles, was wir wissen, und \
können es berichtigen, mitnehmen und endgültig löschen.

Endet das Programm, sagen wir es Ihnen mindestens 30 Tage vorher, und was auf Ihrer Karte ist, gilt bis dahin.""",
    "lb": """\
{name} seet Iech Merci fir Är Trei. Mat dëser Kaart sammelt Dir Stempelen a Punkten an tauscht se géint dat, \
wat de Programm grad ubitt. Matmaachen ass gratis, an Dir kënnt ëmmer erausgoen.

Stempelen a Punkte ginn op der Theek opgeschriwwen. Si kënnen net ausbezuelt, verkaaft oder enger anerer Persoun \
ginn. Punkte verfalen, wann d’Kaart sou laang net benotzt gëtt, wéi et op der Säit vun Ärer Kaart steet; mir \
erënneren Iech virdrun.

Mir halen Ären Numm, Är E-Mail-Adress, wat Dir eis soss uginn hutt, an Är Besicher, an dat nëmme fir dës Kaart. \
Mir verkafen dës Donnéeën net. Op der Säit vun Ärer Kaart gesitt Dir alles, wat mir wëssen, a kënnt et \
verbesseren, mathuelen an definitiv läschen.

Wann de Programm ophält, soe mir Iech et op d’mannst 30 Deeg virdrun, a wat op Ärer Kaart ass, gëllt bis dohin.""",
}


def terms_of(merchant_name: str) -> dict[str, str]:
    """The terms of that merchant by language."""
    return {language: body.format(name=merchant_name) for language, body in _BODIES.items()}
