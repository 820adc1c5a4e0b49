const list = (words: string): readonly string[] => words.trim().split(/\s*,\s*/);

export const FIRST_NAMES = list(`Aiko, Amara, Amir, Ana, Anders, Anouk, Arjun, Astrid, Ayla, Beatriz, Bilal, Bruno, Carmen, Chidi, Chloe, Daniel,
  Daria, Dev, Diego, Elena, Elif, Emeka, Emil, Esther, Farah, Felix, Freya, Gabriel, Giulia, Hana, Hugo, Ibrahim, Ines, Ingrid, Ivan, Jamal,
  Jin, Jonas, Julia, Kaito, Kamila, Karim, Keiko, Klara, Lars, Leila, Leo, Lin, Lucia, Luka, Maja, Malik, Marco, Maren, Mateo, Mei, Mina,
  Nadia, Naomi, Nikhil, Nils, Noor, Olga, Omar, Oscar, Paula, Pedro, Petra, Priya, Rafael, Ravi, Rosa, Sami, Sara, Selma, Sofia, Tamar,
  Tariq, Teo, Thea, Tomas, Uma, Vera, Viktor, Wanjiru, Yara, Yuki, Zainab, Zoe, Zuri`);

export const LAST_NAMES = list(`Abadi, Adeyemi, Almeida, Andersson, Aoki, Bakker, Banerjee, Becker, Bianchi, Castro, Chen, Costa, Dahl, Demir,
  Dubois, Eriksen, Faust, Fernandes, Fischer, Fontaine, Garcia, Grant, Gupta, Haddad, Hansen, Horvat, Ibarra, Ito, Jansen, Joshi, Kaya, Keller,
  Kim, Kovacs, Kowalski, Kumar, Larsen, Lefevre, Lopez, Mansour, Marino, Mbeki, Moreau, Mori, Nakamura, Ndiaye, Nilsson, Novak, Nowak, Okafor,
  Olsen, Ortega, Park, Pavlov, Peters, Popescu, Quispe, Ramos, Rao, Reyes, Rossi, Sato, Schmidt, Silva, Singh, Sokolov, Suarez, Tanaka, Torres,
  Usman, Varga, Vega, Virtanen, Vogel, Wagner, Weber, Winter, Yamada, Yilmaz, Zhang`);

export const PLACES = list(`Accra, Amsterdam, Athens, Barcelona, Bengaluru, Berlin, Bogotá, Brno, Buenos Aires, Cape Town, Copenhagen, Dakar, Dublin,
  Edinburgh, Gdańsk, Geneva, Hamburg, Hanoi, Helsinki, Istanbul, Jakarta, Kraków, Kyoto, Lagos, Lima, Lisbon, Ljubljana, London, Lyon, Malmö,
  Melbourne, Mexico City, Milan, Montréal, Nairobi, Oslo, Porto, Prague, Rotterdam, São Paulo, Seoul, Tallinn, Toronto, Utrecht, Valparaíso, Vienna,
  Warsaw, Wellington, Zagreb, Zürich`);
