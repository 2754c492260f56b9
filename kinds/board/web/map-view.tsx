import './map.css';
import { paint } from '@atrium/table/web';
import { type GeoJSONSourceSpecification, LngLatBounds, Map as MapLibre, Marker, NavigationControl, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { type JSX, useEffect, useRef, useState } from 'react';
import { feature } from 'topojson-client';
import countriesUrl from 'world-atlas/countries-50m.json?url';
import type { Place } from '../values.ts';
import { useSay } from './say.ts';
import type { Shown } from './things.ts';

setWorkerUrl(new URL(workerUrl, location.href).href);

/** Things with a button of their own on the map; with more of them, the first. */
const MARKERS = 400;
/** As near as it goes by itself: a town. */
const NEAR = 11;

const placeOf = ({ fields }: Shown): Place | undefined => Object.values(fields).flatMap(([value]) => (typeof value === 'object' ? [value] : []))[0];

/** Outlines of the world's countries: they are ours to serve, so that a map is there without any other server. */
let outlines: Promise<object> | undefined;
const loadOutlines = (): Promise<object> =>
  (outlines ??= fetch(countriesUrl)
    .then(async (response) => (await response.json()) as Parameters<typeof feature>[0])
    .then((world) => feature(world, world.objects['countries'] ?? 'countries')));

interface Props {
  readonly things: readonly Shown[];
  readonly chosen: string | undefined;
  choose(thing: string): void;
}

/** Where things are. */
export function MapView({ things, chosen, choose }: Props): JSX.Element {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre>();
  const markers = useRef(new Map<string, Marker>());
  const fitted = useRef(false);
  const choosing = useRef(choose);
  choosing.current = choose;
  useEffect(() => {
    if (!box.current) return;
    const element = box.current;
    const known = markers.current;
    let made: MapLibre | undefined;
    let closed = false;
    const theme = new MutationObserver(() => made && recolour(made, element));
    void loadOutlines().then((world) => {
      if (closed) return;
      made = new MapLibre({
        container: element,
        style: styleOf(element, world),
        center: [10, 30],
        zoom: 1,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        fadeDuration: 0,
      });
      made.touchZoomRotate.disableRotation();
      made.addControl(new NavigationControl({ showCompass: false }));
      // For whoever waits for the picture to be whole.
      made.once('idle', () => element.parentElement?.setAttribute('data-drawn', ''));
      theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
      setMap(made);
    });
    return () => {
      closed = true;
      theme.disconnect();
      known.clear();
      fitted.current = false;
      made?.remove();
    };
  }, []);
  const placed = things.flatMap((thing) => {
    const place = placeOf(thing);
    return place ? [{ thing, place }] : [];
  });
  useEffect(() => {
    if (!map) return;
    const known = markers.current;
    const there = new Set<string>();
    for (const { thing, place } of placed.slice(0, MARKERS)) {
      there.add(thing.key);
      let marker = known.get(thing.key);
      if (!marker) {
        marker = new Marker({ element: pinOf(() => choosing.current(thing.key)) });
        known.set(thing.key, marker);
        marker.setLngLat([place.lon, place.lat]).addTo(map);
      } else {
        const at = marker.getLngLat();
        if (at.lng !== place.lon || at.lat !== place.lat) marker.setLngLat([place.lon, place.lat]);
      }
      const pin = marker.getElement();
      if (pin.textContent !== thing.name) {
        pin.textContent = thing.name;
        pin.ariaLabel = say('board.open', { thing: thing.name });
      }
      pin.classList.toggle('board-pin-chosen', thing.key === chosen);
      pin.classList.toggle('board-pin-alarm', thing.crossed.length > 0);
    }
    for (const [key, marker] of known)
      if (!there.has(key)) {
        marker.remove();
        known.delete(key);
      }
    if (!fitted.current && placed.length > 0) {
      fitted.current = true;
      const bounds = new LngLatBounds();
      for (const { place } of placed) bounds.extend([place.lon, place.lat]);
      map.fitBounds(bounds, { padding: 60, maxZoom: NEAR, animate: false });
    }
  });
  return (
    <section className="board-map" aria-label={say('board.map')} dir="ltr">
      <div ref={box} />
      {placed.length === 0 && <p className="board-over-map">{say('board.noMap')}</p>}
      <p className="board-credit">{say('board.map.by')}</p>
    </section>
  );
}

function pinOf(chosen: () => void): HTMLElement {
  const pin = document.createElement('button');
  pin.type = 'button';
  pin.className = 'board-pin';
  pin.addEventListener('click', chosen);
  return pin;
}

/** Sea, land and borders, in the theme's own colours. */
const coloursOf = (element: HTMLElement) => ({
  sea: paint(element, '--ground-side'),
  land: paint(element, '--ground'),
  borders: paint(element, '--text', 0.28),
});

function styleOf(element: HTMLElement, world: object): StyleSpecification {
  const { sea, land, borders } = coloursOf(element);
  return {
    version: 8,
    transition: { duration: 0, delay: 0 },
    sources: { world: { type: 'geojson', data: world as GeoJSONSourceSpecification['data'] } },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': sea } },
      { id: 'land', type: 'fill', source: 'world', paint: { 'fill-color': land } },
      { id: 'borders', type: 'line', source: 'world', paint: { 'line-color': borders, 'line-width': 0.7 } },
    ],
  };
}

function recolour(map: MapLibre, element: HTMLElement): void {
  const { sea, land, borders } = coloursOf(element);
  map.setPaintProperty('sea', 'background-color', sea);
  map.setPaintProperty('land', 'fill-color', land);
  map.setPaintProperty('borders', 'line-color', borders);
}
