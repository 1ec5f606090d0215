"""What many cities have used, offered to a planner as a start: themes, and reasons for refusing a proposal.

They are texts of the city's own, in all its languages at once, and a planner may change each of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from webapp.texts import Texts

THEMES: tuple[Mapping[str, Texts], ...] = (
    {
        "name": Texts(
            fi="Liikunta ja ulkoilu",
            sv="Motion och friluftsliv",
            en="Sport and outdoors",
        )
    },
    {
        "name": Texts(
            fi="Puistot ja luonto",
            sv="Parker och natur",
            en="Parks and nature",
        )
    },
    {
        "name": Texts(
            fi="Leikki ja nuoret",
            sv="Lek och unga",
            en="Play and the young",
        )
    },
    {
        "name": Texts(
            fi="Turvallisuus ja valaistus",
            sv="Trygghet och belysning",
            en="Safety and lighting",
        )
    },
    {
        "name": Texts(
            fi="Kulttuuri ja yhteisö",
            sv="Kultur och gemenskap",
            en="Culture and community",
        )
    },
    {
        "name": Texts(
            fi="Liikkuminen",
            sv="Att ta sig fram",
            en="Getting around",
        )
    },
)

REASONS: tuple[Mapping[str, Texts], ...] = (
    {
        "name": Texts(
            fi="Ei kuulu kaupungille",
            sv="Hör inte till stadens uppgifter",
            en="Not for the city to decide",
        ),
        "explanation": Texts(
            fi="Asia ei ole kaupungin päätettävissä, esimerkiksi se kuuluu valtiolle tai hyvinvointialueelle.",
            sv="Saken avgörs inte av staden, utan till exempel av staten eller välfärdsområdet.",
            en="The matter is decided by others, such as the state or the wellbeing services county.",
        ),
    },
    {
        "name": Texts(
            fi="Paikka ei ole kaupungin maata",
            sv="Platsen är inte stadens mark",
            en="The place is not the city's land",
        ),
        "explanation": Texts(
            fi="Toteutus vaatisi rakentamista maalle, jota kaupunki ei omista eikä vuokraa.",
            sv="Förslaget kräver att man bygger på mark som staden varken äger eller hyr.",
            en="It would have to be built on land that the city neither owns nor rents.",
        ),
    },
    {
        "name": Texts(
            fi="Ylittää enimmäishinnan",
            sv="Överskrider maxpriset",
            en="Costs more than the limit",
        ),
        "explanation": Texts(
            fi="Hinta-arvio on suurempi kuin yhden ehdotuksen enimmäishinta.",
            sv="Prisuppskattningen är högre än maxpriset för ett förslag.",
            en="The estimate is above the highest price of one proposal.",
        ),
    },
    {
        "name": Texts(
            fi="On jo päätetty tehdä",
            sv="Är redan beslutat",
            en="Already decided",
        ),
        "explanation": Texts(
            fi="Kaupunki on jo päättänyt toteuttaa asian ja varannut siihen rahan.",
            sv="Staden har redan beslutat att genomföra saken och reserverat pengar.",
            en="The city has already decided to do this and set money aside.",
        ),
    },
    {
        "name": Texts(
            fi="Jatkuva palvelu, ei hanke",
            sv="En fortlöpande tjänst, inte ett projekt",
            en="A running service, not a project",
        ),
        "explanation": Texts(
            fi="Ehdotus on toistuva palvelu tai kunnossapitotyö, jota ei voi maksaa kertarahalla.",
            sv="Förslaget är en återkommande tjänst eller underhåll som inte kan betalas med engångspengar.",
            en="It is a recurring service or upkeep that one-off money cannot pay.",
        ),
    },
    {
        "name": Texts(
            fi="Ei ole turvallinen tai luvallinen",
            sv="Är inte säkert eller tillåtet",
            en="Not safe or not allowed",
        ),
        "explanation": Texts(
            fi="Ehdotus olisi vaarallinen, lainvastainen tai syrjisi jotakuta.",
            sv="Förslaget vore farligt, olagligt eller diskriminerande.",
            en="It would be dangerous, unlawful or unfair to someone.",
        ),
    },
    {
        "name": Texts(
            fi="Vikailmoitus",
            sv="Felanmälan",
            en="A fault report",
        ),
        "explanation": Texts(
            fi="Kyse on korjattavasta viasta. Siirrämme sen palautepalveluun puolestasi.",
            sv="Det gäller ett fel som ska repareras. Vi flyttar det till responstjänsten åt dig.",
            en="It is something to be repaired. We pass it to the feedback service for you.",
        ),
    },
    {
        "name": Texts(
            fi="Ei voi vielä arvioida",
            sv="Kan inte bedömas ännu",
            en="Cannot be judged yet",
        ),
        "explanation": Texts(
            fi="Ehdotuksesta ei selviä, mitä pitäisi tehdä. Täydennä ja lähetä uudelleen.",
            sv="Det framgår inte vad som borde göras. Komplettera och skicka på nytt.",
            en="It is not clear what should be done. Add to it and send it again.",
        ),
    },
)
