"""Where a person may trade with real money: the table is data, reviewed by people (design.md D14).

Every ISO 3166-1 alpha-2 code may sign up. A code of `DEMO_ONLY` gets a demo account and
nothing else, because the broker does not serve options there or the law forbids it.
"""

_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
ZW
"""
COUNTRIES = frozenset(_COUNTRIES.split())

_DEMO_ONLY = """
AS AT AU BE BG BY CA CU CY CZ DE DK EE ES FI FR GB GG GR GU HK HR HU IE IL IM IR IS IT JE KP
LI LT LU LV MM MP MT MY NL NO NZ PL PR PT PY RO RU RW SE SG SI SK SY UM US VI VU YE
"""
DEMO_ONLY = frozenset(_DEMO_ONLY.split())


def is_country(code: str) -> bool:
    """Say whether a text is an ISO 3166-1 alpha-2 code."""
    return code in COUNTRIES


def allows_real_trading(code: str) -> bool:
    """Say whether people of a country may link and trade real accounts."""
    return code in COUNTRIES and code not in DEMO_ONLY
