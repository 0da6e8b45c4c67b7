import { mapperOf } from '../../map-record.js';
import type { TaxRateComponent, TaxRateValidity } from '../../model-parts.js';
import {
  boolean,
  currencyCode,
  decimal,
  each,
  fieldsOf,
  first,
  looseDate,
  name,
  none,
  reference,
  text,
} from '../../record-reader.js';

export const mapTaxRate = mapperOf('taxRate', {
  code: name('id'),
  name: first(name('displayed_as'), name('name'), name('id')),
  percentage: decimal('percentage'),
  validity: each(
    'percentages',
    fieldsOf<TaxRateValidity>({
      percentage: decimal('percentage'),
      from: looseDate('from_date'),
      to: looseDate('to_date'),
    }),
  ),
  components: each(
    'component_tax_rates',
    fieldsOf<TaxRateComponent>({
      name: first(name('name'), name('displayed_as')),
      percentage: decimal('percentage'),
    }),
  ),
  active: boolean('is_visible'),
});

const categoryName = first(name('name'), name('displayed_as'), name('id'));
export const mapAnalysisType = mapperOf('trackingCategory', { name: categoryName, parent: none });
export const mapAnalysisCategory = mapperOf('trackingCategory', {
  name: categoryName,
  parent: reference('analysis_type', 'analysis_types'),
});

export const mapBusiness = mapperOf('companyProfile', {
  name: first(name('name'), name('displayed_as')),
  legalName: none,
  baseCurrency: none,
  yearEnd: none,
  lockDate: none,
  taxNumber: none,
});
export const mapFinancialSettings = mapperOf('companyProfile', {
  name: none,
  legalName: none,
  baseCurrency: currencyCode('base_currency.id'),
  yearEnd: looseDate('year_end_date'),
  lockDate: looseDate('year_end_lockdown_date'),
  taxNumber: text('tax_number'),
});
