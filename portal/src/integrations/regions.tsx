import { Title } from '@mantine/core';
import { Day } from '../ui/moment.tsx';
import { type Region, whyNotLinkable } from './integration-settings.ts';

const AVAILABILITY = { CONFIRMED: 'Confirmed', LISTED: 'Listed', NOT_COVERED: 'Not covered' } as const;

function RegionItem({ region, enabled }: { region: Region; enabled: boolean }) {
  const reason = whyNotLinkable(region);
  return (
    <li className="region" data-linkable={region.linkable}>
      <span className="flag" aria-hidden="true">
        {region.flag}
      </span>
      <div>
        <strong>{region.name}</strong>
        <p className="quiet">
          {reason ??
            (enabled
              ? 'Companies can be linked with your keys.'
              : 'Companies can be linked once the integration is enabled.')}
        </p>
        {region.supported && (
          <details>
            <summary>
              Source<span className="visually-hidden">, for {region.name}</span>
            </summary>
            <ul>
              {region.coverage.map(({ apiVersion, availability, note, source, asOf }) => (
                <li key={apiVersion}>
                  API {apiVersion}: {AVAILABILITY[availability]}. {source}, <Day on={asOf} />. {note}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

/** Every country with its flag: whether companies can be linked now, and if not, why. */
export function Regions({ regions, enabled }: { regions: readonly Region[]; enabled: boolean }) {
  const linkable = regions.filter((region) => region.linkable).length;
  return (
    <section className="panel" aria-labelledby="regions">
      <Title order={2} size="h4" id="regions">
        Countries
      </Title>
      <p className="quiet">
        {linkable === 0 && 'Save keys to link companies of the countries that they cover.'}
        {linkable > 0 &&
          `${enabled ? 'Companies' : 'Once the integration is enabled, companies'} of ${linkable} of these ${regions.length} countries can be linked with the keys that are saved.`}
      </p>
      <ul className="regions">
        {regions.map((region) => (
          <RegionItem key={region.id} region={region} enabled={enabled} />
        ))}
      </ul>
    </section>
  );
}
