import { type Mapper, mapperOf } from '../../map-record.js';
import type { ItemKind, SalePrice } from '../../model-parts.js';
import { boolean, constant, decimal, each, fieldsOf, first, name, text } from '../../record-reader.js';
import { account, taxRate } from './sage.fields.js';

/** `prices`: the list of prices; its fields begin with `price`, those of services with `rate`. */
function itemMapper(kind: ItemKind, prices: string, field: 'price' | 'rate'): Mapper {
  const price = fieldsOf<SalePrice>({
    name: first(name(`${field}_name`), name('displayed_as')),
    price: decimal(field),
    includesTax: boolean(`${field}_includes_tax`),
  });
  return mapperOf('item', {
    kind: constant(kind),
    code: text('item_code'),
    name: first(text('displayed_as'), text('description')),
    description: text('description'),
    salePrice: decimal(`${prices}.0.${field}`),
    salePrices: each(prices, price),
    costPrice: decimal('cost_price'),
    salesAccount: account('sales_ledger_account'),
    purchaseAccount: account('purchase_ledger_account'),
    salesTaxRate: taxRate('sales_tax_rate'),
    purchaseTaxRate: taxRate('purchase_tax_rate'),
    quantityInStock: decimal('quantity_in_stock'),
    active: boolean('active'),
  });
}

export const mapProduct = itemMapper('PRODUCT', 'sales_prices', 'price');
export const mapService = itemMapper('SERVICE', 'sales_rates', 'rate');
export const mapStockItem = itemMapper('STOCK', 'sales_prices', 'price');
