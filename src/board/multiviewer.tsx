import type HlsPlayer from 'hls.js';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ClusterStatus } from '../lib/status/cluster-status.js';
import type { BoardFacts } from './api.js';

/** How often the players' clocks are compared, in ms. */
const COMPARED_MS = 1000;

interface Picture {
  name: string;
  url: string;
}

/** Small muted players: what viewers get, then each region. */
export function Multiviewer({ facts, status }: { facts: BoardFacts; status: ClusterStatus }) {
  const [on, setOn] = useState(false);
  const [loud, setLoud] = useState<string>();
  const [dates, setDates] = useState<ReadonlyMap<string, number | undefined>>(new Map());
  useEffect(() => void onMains().then(setOn), []);
  const { masterPlaylistUrl } = status;
  const pictures: Picture[] = [
    ...(masterPlaylistUrl.known ? [{ name: 'Viewers', url: masterPlaylistUrl.value }] : []),
    ...facts.regions.map(({ region, distributionPlaylistUrl }) => ({ name: region, url: distributionPlaylistUrl })),
  ];
  const first = dates.get(pictures[0]?.name ?? '');
  return (
    <section class="multiviewer" aria-label="Pictures">
      <h2>
        Pictures
        <button type="button" aria-pressed={on} onClick={() => setOn(!on)}>
          {on ? 'Switch off' : 'Switch on'}
        </button>
      </h2>
      {on && (
        <div class="pictures">
          {pictures.map(({ name, url }) => (
            <Player
              key={`${name}${url}`}
              name={name}
              url={url}
              loud={loud === name}
              behind={behindText(dates.get(name), first)}
              onClick={() => setLoud(loud === name ? undefined : name)}
              onDate={(ms) => setDates((before) => new Map([...before, [name, ms]]))}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** How far a picture is from the first one, by the dates that the streams carry. */
function behindText(ms: number | undefined, first: number | undefined): string {
  if (ms === undefined || first === undefined) return '';
  const apart = Math.round(ms - first);
  return apart === 0 ? 'the same moment' : `${Math.abs(apart)} ms ${apart > 0 ? 'ahead' : 'behind'}`;
}

function Player({
  name,
  url,
  loud,
  behind,
  onClick,
  onDate,
}: Picture & { loud: boolean; behind: string; onClick: () => void; onDate: (ms: number | undefined) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    let player: HlsPlayer | undefined;
    let over = false;
    const play = async () => {
      const { default: Hls } = await loadPlayer();
      if (over || !video.current) return;
      player = new Hls({
        workerPath: '/player-worker.js',
        autoStartLoad: true,
        startLevel: 0,
        capLevelToPlayerSize: true,
        maxBufferLength: 10,
      });
      player.on(Hls.Events.ERROR, (_event, { fatal, details }) => {
        if (!fatal) return;
        setTrouble(details);
        onDate(undefined);
        player?.destroy();
        // A region that is closed answers 404 until it is opened.
        setTimeout(() => over || play(), 5000);
      });
      player.on(Hls.Events.FRAG_BUFFERED, () => setTrouble(''));
      player.loadSource(url);
      player.attachMedia(video.current);
      video.current.play().catch(() => {});
    };
    play().catch((error: Error) => setTrouble(error.message));
    const timer = setInterval(() => {
      const date = player?.playingDate;
      // Each is asked at another moment: all are brought to the same one.
      if (date) onDate(date.getTime() - performance.now());
    }, COMPARED_MS);
    return () => {
      over = true;
      clearInterval(timer);
      player?.destroy();
    };
  }, [url]);
  return (
    <figure>
      <button type="button" class="picture" aria-label={`${loud ? 'Mute' : 'Hear'} ${name}`} onClick={onClick}>
        <video ref={video} muted={!loud} playsInline autoPlay />
        {trouble && <span class="no-picture">no picture: {trouble}</span>}
      </button>
      <figcaption>
        <b>{name}</b> {loud ? '🔊' : ''} <small>{behind}</small>
      </figcaption>
    </figure>
  );
}

function loadPlayer(): Promise<{ default: typeof HlsPlayer }> {
  return import('./player.js');
}

/** Whether the machine has power: pictures drain a battery. Browsers that do not say are taken to have it. */
async function onMains(): Promise<boolean> {
  const { getBattery } = navigator as { getBattery?: () => Promise<{ charging: boolean }> };
  return getBattery ? (await getBattery.call(navigator)).charging : true;
}
