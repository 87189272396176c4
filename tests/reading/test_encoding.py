import re

import pytest

from lessons.reading.encoding import guess_encoding

from .test_reading import whole


@pytest.mark.parametrize(
    ("said", "encoding", "expected"),
    [
        ("品种,长度\n红玫瑰,1.5\n白玫瑰,2.5\n", "gb18030", "gb18030"),
        ("Größe,Maß\nzwölf,1.5\nfünf,2.5\n", "cp1252", "cp1252"),
        ("Länge,Größe,Art\n1.5,2.5,süß\n2.5,3.5,süß\n", "cp1252", "cp1252"),
        ("品种,长度\n红玫瑰,1.5\n白玫瑰,2.5\n", "utf-16-le", "utf-16"),
        ("品种,长度\n红玫瑰,1.5\n白玫瑰,2.5\n", "utf-16-be", "utf-16"),
        ("Größe;Maß\n1,5;2\n2,5;3\n", "utf-16-be", "utf-16"),
        ("Größe,Maß\nzwölf,1.5\nfünf,2.5\n", "utf-8-sig", "utf-8"),
        ("品种,长度\n红玫瑰,1.5\n白玫瑰,2.5\n", "utf-16", "utf-16"),
        ("品種,長度\n紅玫瑰,1.5\n白玫瑰,2.5\n", "big5", "big5"),
        ("性別,年齡\n男,15\n女,25\n", "big5", "big5"),
        ("性别,年龄\n男,15\n女,25\n", "gb18030", "gb18030"),
        ("品種,長さ\nあか,1.5\nシロ,2.5\n", "shift_jis", "shift_jis"),
        ("性別,年齢\n男,15\n女,25\n", "shift_jis", "shift_jis"),
        ("Ärger,Maß\nÄhre,1.5\nÆble,2.5\n", "cp1252", "cp1252"),
        ("word,n\ndon’t,1.5\n“so”,2.5\ncafé – ÀÉÈ,1\n", "cp1252", "cp1252"),
        ("이름,나이\n김철수,15\n이영희,25\n", "euc_kr", "euc_kr"),
        ("성별,값\n남,1.5\n여,2.5\n", "euc_kr", "euc_kr"),
        ("name,n\n男,15\n女,25\n", "gb18030", "gb18030"),
        ("Имя;Город\nИван;Москва\nАнна;Казань\n", "cp1251", "cp1251"),
        ("ИМЯ;ГОРОД\nИВАН;МОСКВА\nАННА;КАЗАНЬ\n", "cp1251", "cp1251"),
        ("Имя;Город\nИван;Москва\nАнна;Казань\n", "koi8_r", "koi8_r"),
        ("пол;возраст\nмуж;15\nжен;25\n", "koi8_r", "koi8_r"),
        ("пол;возраст\nмуж;15\nжен;25\n", "cp1251", "cp1251"),
        ("品種,長さ\nあか,1.5\nシロ,2.5\n", "euc_jp", "euc_jp"),
        ("なまえ,年齢\n太郎,15\nはなこ,25\n", "euc_jp", "euc_jp"),
        ("miasto,długość\nŁódź,1.5\nKraków,2.5\n", "cp1250", "cp1250"),
        ("město,počet\nPlzeň,1\nBrno,2\nPříbram,3\n", "cp1250", "cp1250"),
        ("név;város\nSzőke Jenő;Győr\nÁgi;Pécs\n", "cp1250", "cp1250"),
        ("imię;wiek\nż;30\nPaweł;25\n", "cp1250", "cp1250"),
        ("judeţ;oraş\nIaşi;Paşcani\nVâlcea;Călimăneşti\n", "cp1250", "cp1250"),
        ("okres,vŕba\nŽilina,1\nKošice,2\nľad,3\n", "cp1250", "cp1250"),
        ("il;şehir\nİstanbul;Şişli\nMuğla;Fethiye\n", "cp1254", "cp1254"),
        ("cinsiyet,n\nkadın,1\nerkek,2\n", "cp1254", "cp1254"),
        ("nafn,aldur\nGuðrún,4\nÞór,3\nÁsta,5\n", "cp1252", "cp1252"),
        ("região,n\nSão Paulo,3\nÓbidos,2\nCamões,1\n", "cp1252", "cp1252"),
        ("ім’я;місто\nІван;Київ\nЄва;Ірпінь\n", "cp1251", "cp1251"),
        ("así,cm³\n¿qué?,1\nx¹,2\n", "cp1252", "cp1252"),
        ("città,giorno\nForlì,lunedì\nRoma,è così\n", "cp1252", "cp1252"),
        ("élève,cœur\nÀ côté,1\nsœur,2\n", "cp1252", "cp1252"),
        ("diameter,n\nØ 5,1\n3 × 4,2\n", "cp1252", "cp1252"),
        ("a,b\n" + "1,2\n" * 30_000 + "紅玫瑰,1\n", "big5", "big5"),
    ],
)
def test_encodings_are_told_apart(said, encoding, expected):
    data = said.encode(encoding)
    assert guess_encoding(data) == expected
    assert whole(data).columns[0].name == re.split("[,;]", said)[0]
