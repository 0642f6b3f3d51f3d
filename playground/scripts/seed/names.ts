/** A name as people write it and, where an e-mail address cannot carry that, in Latin letters. */
export type Name = { written: string; latin: string };

const SPECIAL: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ð: 'd',
  ı: 'i',
};

/** Lower case, without accents, letters only: what such a name looks like in an e-mail address. */
const toLatin = (written: string) =>
  written
    .toLowerCase()
    .replace(/[øłæœßðı]/g, (letter) => SPECIAL[letter] ?? '')
    .normalize('NFKD')
    .replace(/[^a-z]/g, '');

/** `Ada Marie Zoë`, or `Ольга=olha` where the Latin form cannot be derived. */
const names = (text: string): Name[] =>
  text.split(' ').map((entry) => {
    const [written = '', latin = toLatin(written)] = entry.split('=');
    return { written, latin };
  });

/** First names, last names and cities that belong together. `weight` is a share of the people. */
export const REGIONS = [
  {
    weight: 0.3,
    country: 'United Kingdom',
    first: names(
      'Ada Grace Oliver Amelia George Isla Harry Freya Noah Poppy Arthur Niamh Seán Zoë'
    ),
    last: names(
      "Smith Jones Taylor Brown Williams Wilson O'Brien Evans Walker Hughes Clarke Brontë"
    ),
    cities: ['London', 'Manchester', 'Bristol', 'Leeds', 'Cardiff'],
  },
  {
    weight: 0.18,
    country: 'Netherlands',
    first: names('Daan Emma Sem Julia Lucas Mila Bram Fleur Thijs Noor Jeroen Anouk Loïs Daniël'),
    last: names(
      'Jansen Bakker Visser Smit Meijer Mulder Dekker Brouwer Hoekstra Böhm Vroegindeweij'
    ),
    cities: ['Amsterdam', 'Utrecht', 'Rotterdam', 'Eindhoven', 'Groningen'],
  },
  {
    weight: 0.15,
    country: 'France',
    first: names('Léa Chloé Hugo Jules Inès Manon Théo Noémie Raphaël Zoé François Océane Aurélie'),
    last: names('Martin Lefèvre Garçon Dubois Moreau Fournier Géraud Lemaître Benoît Rousseau'),
    cities: ['Paris', 'Lyon', 'Besançon', 'Nîmes', 'Orléans'],
  },
  {
    weight: 0.15,
    country: 'Denmark',
    first: names('Søren Jørgen Freja Mads Ida Bjørn Kåre Mette Rasmus Åse Signe Øyvind'),
    last: names('Sørensen Jørgensen Nielsen Østergaard Kjær Møller Lindstrøm Ågård Holm'),
    cities: ['Aarhus', 'Odense', 'København', 'Tromsø', 'Malmö'],
  },
  {
    weight: 0.12,
    country: 'Poland',
    first: names('Łukasz Małgorzata Paweł Zofia Michał Agnieszka Bartłomiej Żaneta Jiří Šárka'),
    last: names('Wałęsa Kowalczyk Wójcik Łuczak Dąbrowski Zając Nováková Dvořák Górska'),
    cities: ['Łódź', 'Kraków', 'Poznań', 'Brno', 'Gdańsk'],
  },
  {
    weight: 0.05,
    country: 'Ukraine',
    first: names(
      'Ольга=olha Андрій=andrii Наталія=nataliia Юрій=yurii Катерина=kateryna Ігор=ihor'
    ),
    last: names('Шевченко=shevchenko Коваль=koval Бондар=bondar Мельник=melnyk Гриценко=hrytsenko'),
    cities: ['Київ', 'Львів', 'Одеса'],
  },
  {
    weight: 0.05,
    country: 'Japan',
    first: names(
      '美咲=misaki 健太=kenta 陽子=yoko 翔=sho 明=akira 小龙=xiaolong 秀英=xiuying 민준=minjun'
    ),
    last: names('佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 王=wang 李=li 김=kim'),
    cities: ['東京', '大阪', '上海', '서울'],
  },
] as const;

export const COMPANY_STEMS = [
  'Northwind',
  'Bluewater',
  'Ørsted & Søn',
  'Café Crème',
  'Helios',
  'Kestrel',
  'Łąka',
  'Meridian',
  'Quarry Lane',
  'Tulip',
  'Zwart & Wit',
  'Harbour',
  'Silver Birch',
  'Atelier Noémie',
  'Granite',
];
export const COMPANY_KINDS = [
  'Ltd',
  'B.V.',
  'SARL',
  'ApS',
  'Sp. z o.o.',
  'Foods',
  'Studio',
  'Group',
];
export const INDUSTRIES = ['Retail', 'Publishing', 'Travel', 'Software', 'Food', 'Education'];
export const TAGS = [
  'Newsletter reader',
  'Trade fair 2026',
  'Press',
  'Partner',
  'Wholesale',
  'Returned twice',
  'Beta tester',
  'VIP',
  'Student',
  'Event guest',
  'Café',
  'Café & bar',
];
export const TOPICS = {
  en: ['New arrivals', 'Recipes', 'Events near you', 'Offers'],
  nl: ['Nieuw binnen', 'Recepten', 'Evenementen bij jou', 'Aanbiedingen'],
};
