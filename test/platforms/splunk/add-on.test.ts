import { describe, expect, it } from 'vitest';
import { temporaryFile, temporaryFolder } from '../../data/temporary-file.ts';
import { runSearch } from './run-search.ts';

/** An add-on as somebody might drop it in: every kind of setting that search time reads, in the files it stands in. */
const root = `${temporaryFolder}/add-on`;
temporaryFile(
  'add-on/apps/TA-shop/default/props.conf',
  `
[shop:order]
EXTRACT-order = order=(?P<order_id>[A-Z]\\d+)
EXTRACT-series = ^(?<series>[A-Z]) in order_id
REPORT-columns = shop_pipes
REPORT-tags = shop_labels, shop_dynamic, shop_town
KV_MODE = none
FIELDALIAS-customer = customer AS user address ASNEW city
EVAL-amount = tonumber(total) * 2
EVAL-user = lower(user)
EVAL-see_alias = coalesce(amount, "no amount yet")
LOOKUP-price = shop_prices item OUTPUT price AS unit_price
LOOKUP-keep = shop_prices item OUTPUTNEW price AS amount
LOOKUP-wild = shop_regions town OUTPUTNEW region

[source::.../shop/*.log]
EVAL-from_source = "source pattern"
EVAL-won = "source pattern"

[source::/var/shop/special.log]
EVAL-won = "source literal"

[host::till-*]
EVAL-from_host = "host pattern"
EVAL-won = "host"

[(?::){0}shop:*]
EVAL-from_wildcard = "sourcetype pattern"
EVAL-won = "sourcetype pattern"

[shop:json]
KV_MODE = json
EVAL-first = mvindex('items{}.name', 0)

[shop:xml]
KV_MODE = xml

[shop:old]
rename = shop:json
`,
);
temporaryFile(
  'add-on/apps/TA-shop/local/props.conf',
  '[shop:order]\nEVAL-layer = "local wins"\n\n[shop:json]\nEVAL-layer = "local alone"\n',
);
temporaryFile(
  'add-on/apps/TA-shop/default/transforms.conf',
  `
[shop_pipes]
DELIMS = "|"
FIELDS = "stamp", head, item, total, customer, address

[shop_labels]
SOURCE_KEY = head
REGEX = label=(\\w+)
FORMAT = label::$1
MV_ADD = true

[shop_town]
SOURCE_KEY = address
REGEX = ^\\w+, (?<town>\\w+)

[shop_dynamic]
REGEX = <(?<_KEY_1>[^=<>]+)=(?<_VAL_1>[^<>]*)>
CLEAN_KEYS = false

[shop_prices]
filename = prices.csv
case_sensitive_match = false

[shop_regions]
filename = regions.csv
match_type = WILDCARD(town)
max_matches = 1
`,
);
temporaryFile('add-on/apps/TA-shop/lookups/prices.csv', 'item,price\nTEA,3\ncoffee,4\n');
temporaryFile('add-on/apps/TA-shop/lookups/regions.csv', 'town,region\nUt*,north\n*,elsewhere\n');
temporaryFile(
  'add-on/apps/TA-shop/default/eventtypes.conf',
  `
[shop_big]
search = sourcetype=shop:order amount>10

[shop_north]
search = eventtype=shop_big region=north
`,
);
temporaryFile(
  'add-on/apps/TA-shop/default/tags.conf',
  '[eventtype=shop_big]\nsale = enabled\n\n[eventtype=shop_north]\nregional = enabled\n\n[town=Utrecht]\nnear = enabled\n',
);
temporaryFile('add-on/apps/TA-shop/local/tags.conf', '[eventtype=shop_big]\nsale = disabled\nlarge = enabled\n');
temporaryFile('add-on/apps/TA-shop/default/fields.conf', '[customers]\nTOKENIZER = ([^;\\s]+)\n');

const orders = temporaryFile(
  'shop-orders.log',
  '2026-05-06T13:41:02Z|order=A17 label=new label=gift|tea|6|ALICE|home, Utrecht <x-y=1><_z=2>\n2026-05-06T13:41:03Z|order=B2 label=old|coffee|1|bob|home, Ghent\n',
);
const order = { name: 'orders', path: orders, sourcetype: 'shop:order' };

describe('an add-on that was dropped in', () => {
  it('gives an order all its fields, step by step in the order of Splunk', () => {
    const fields =
      'order_id series item total town label x-y _z city user amount see_alias unit_price region layer won from_source from_host from_wildcard eventtype tag tag::town';
    const file = { ...order, source: '/var/shop/orders.log', host: 'till-3' };
    expect(runSearch(`search * | sort order_id | table ${fields}`, [file], { roots: [root] })).toEqual([
      {
        order_id: 'A17',
        series: 'A',
        item: 'tea',
        total: '6',
        town: 'Utrecht',
        label: ['new', 'gift'],
        'x-y': '1',
        _z: '2',
        city: 'home, Utrecht <x-y=1><_z=2>',
        // Calculated from the alias; a calculated field never sees another one.
        user: 'alice',
        amount: '12',
        see_alias: 'no amount yet',
        unit_price: '3',
        region: 'north',
        layer: 'local wins',
        won: 'source pattern',
        from_source: 'source pattern',
        from_host: 'host pattern',
        from_wildcard: 'sourcetype pattern',
        eventtype: ['shop_big', 'shop_north'],
        tag: ['large', 'near', 'regional'],
        'tag::town': 'near',
      },
      {
        order_id: 'B2',
        series: 'B',
        item: 'coffee',
        total: '1',
        town: 'Ghent',
        label: 'old',
        city: 'home, Ghent',
        user: 'bob',
        amount: '2',
        see_alias: 'no amount yet',
        unit_price: '4',
        region: 'elsewhere',
        layer: 'local wins',
        won: 'source pattern',
        from_source: 'source pattern',
        from_host: 'host pattern',
        from_wildcard: 'sourcetype pattern',
      },
    ]);
  });

  it.each([
    ['/var/shop/special.log', 'till-3', 'source literal'],
    ['/elsewhere/orders.log', 'TILL-3', 'host'],
    ['/elsewhere/orders.log', 'desk', 'sourcetype pattern'],
  ])('source %s and host %s: %s decides', (source, host, won) => {
    const rows = runSearch('search order_id=B2 | table won', [{ ...order, source, host }], { roots: [root] });
    expect(rows).toEqual([{ won }]);
  });

  it('reads JSON and XML as their stanzas say, also through a rename', () => {
    const json = temporaryFile('shop.json', '{"items": [{"name": "tea"}, {"name": "coffee"}], "paid": true}\n');
    const xml = temporaryFile('shop.xml.log', '<order id="7"><item>tea</item></order>\n');
    const read = (path: string, sourcetype: string, fields: string) =>
      runSearch(`search * | table ${fields}`, [{ name: 'x', path, source: 's', sourcetype }], { roots: [root] });
    const expected = [{ 'items{}.name': ['tea', 'coffee'], paid: 'true', first: 'tea', layer: 'local alone' }];
    expect(read(json, 'shop:json', 'items{}.name paid first layer')).toEqual(expected);
    expect(read(json, 'shop:old', 'items{}.name paid first layer')).toEqual(expected);
    expect(read(xml, 'shop:xml', 'order.item order{@id}')).toEqual([{ 'order.item': 'tea', 'order{@id}': '7' }]);
  });

  it('makes a field multivalue where fields.conf has a TOKENIZER', () => {
    const path = temporaryFile('shop-mail.log', '2026-05-06T13:41:02Z customers="alice; bob;carol"\n');
    const file = { name: 'x', path, source: 's', sourcetype: 'mail' };
    const search = 'search customers=bob | eval n=mvcount(customers) | table customers n';
    expect(runSearch(search, [file], { roots: [root] })).toEqual([{ customers: ['alice', 'bob', 'carol'], n: '3' }]);
  });
});
