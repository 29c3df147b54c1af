"""Currencies that an organisation may add, by ISO code, with the names that Xero shows."""

from collections.abc import Mapping
from typing import Final

_LISTED: Final = """
AED UAE Dirham|AFN Afghani|ALL Albanian Lek|AMD Armenian Dram|ANG Antillean Guilder|AOA Kwanza
ARS Argentine Peso|AUD Australian Dollar|AWG Aruban Guilder|AZN Azerbaijani Manat
BAM Convertible Mark|BBD Barbados Dollar|BDT Bangladeshi Taka|BGN Bulgarian Lev
BHD Bahraini Dinar|BIF Burundi Franc|BMD Bermudian Dollar|BND Brunei Dollar|BOB Boliviano
BRL Brazilian Real|BSD Bahamian Dollar|BTN Bhutanese Ngultrum|BWP Botswana Pula
BYN Belarusian Ruble|BZD Belize Dollar|CAD Canadian Dollar|CDF Congolese Franc|CHF Swiss Franc
CLP Chilean Peso|CNY Chinese Yuan|COP Colombian Peso|CRC Costa Rican Colon|CUP Cuban Peso
CVE Cape Verde Escudo|CZK Czech Koruna|DJF Djibouti Franc|DKK Danish Krone|DOP Dominican Peso
DZD Algerian Dinar|EGP Egyptian Pound|ERN Eritrean Nakfa|ETB Ethiopian Birr|EUR Euro
FJD Fiji Dollar|FKP Falkland Islands Pound|GBP British Pound|GEL Georgian Lari
GHS Ghanaian Cedi|GIP Gibraltar Pound|GMD Gambian Dalasi|GNF Guinean Franc
GTQ Guatemalan Quetzal|GYD Guyanese Dollar|HKD Hong Kong Dollar|HNL Honduran Lempira
HTG Haitian Gourde|HUF Hungarian Forint|IDR Indonesian Rupiah|ILS Israeli Shekel
INR Indian Rupee|IQD Iraqi Dinar|IRR Iranian Rial|ISK Icelandic Krona|JMD Jamaican Dollar
JOD Jordanian Dinar|JPY Japanese Yen|KES Kenyan Shilling|KGS Kyrgyz Som|KHR Cambodian Riel
KMF Comorian Franc|KPW North Korean Won|KRW South Korean Won|KWD Kuwaiti Dinar
KYD Cayman Islands Dollar|KZT Kazakhstan Tenge|LAK Lao Kip|LBP Lebanese Pound
LKR Sri Lanka Rupee|LRD Liberian Dollar|LSL Lesotho Loti|LYD Libyan Dinar|MAD Moroccan Dirham
MDL Moldovan Leu|MGA Malagasy Ariary|MKD Macedonian Denar|MMK Myanmar Kyat
MNT Mongolian Tugrik|MOP Macanese Pataca|MRU Mauritanian Ouguiya|MUR Mauritius Rupee
MVR Maldivian Rufiyaa|MWK Malawian Kwacha|MXN Mexican Peso|MYR Malaysian Ringgit
MZN Mozambique Metical|NAD Namibian Dollar|NGN Nigerian Naira|NIO Nicaraguan Cordoba
NOK Norwegian Krone|NPR Nepalese Rupee|NZD New Zealand Dollar|OMR Omani Rial
PAB Panamanian Balboa|PEN Peruvian Sol|PGK Papua New Guinea Kina|PHP Philippine Peso
PKR Pakistan Rupee|PLN Polish Zloty|PYG Paraguayan Guarani|QAR Qatari Riyal|RON Romanian Leu
RSD Serbian Dinar|RUB Russian Ruble|RWF Rwandan Franc|SAR Saudi Riyal
SBD Solomon Islands Dollar|SCR Seychelles Rupee|SDG Sudanese Pound|SEK Swedish Krona
SGD Singapore Dollar|SHP Saint Helena Pound|SLE Sierra Leonean Leone|SOS Somali Shilling
SRD Suriname Dollar|STN Sao Tome Dobra|SVC Salvadoran Colon|SYP Syrian Pound
SZL Swazi Lilangeni|THB Thai Baht|TJS Tajikistani Somoni|TMT Turkmen Manat|TND Tunisian Dinar
TOP Tongan Paanga|TRY Turkish Lira|TTD Trinidad Dollar|TWD Taiwan Dollar
TZS Tanzanian Shilling|UAH Ukrainian Hryvnia|UGX Ugandan Shilling|USD United States Dollar
UYU Uruguayan Peso|UZS Uzbekistani Som|VES Venezuelan Bolivar|VND Vietnamese Dong
VUV Vanuatu Vatu|WST Samoan Tala|XAF Central African Franc|XCD East Caribbean Dollar
XOF West African Franc|XPF Pacific Franc|YER Yemeni Rial|ZAR South African Rand
ZMW Zambian Kwacha
"""

CURRENCIES: Final[Mapping[str, str]] = {
    code: name
    for each in _LISTED.replace("\n", "|").split("|")
    if each
    for code, _, name in [each.partition(" ")]
}
