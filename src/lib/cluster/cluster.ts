/** One stream region of a cluster: a stream instance behind its own CloudFront distribution. */
export interface StreamRegion {
  /** AWS region code, such as `eu-west-1`. Also the pathway's id. */
  region: string;
  distributionId: string;
  /** Host of the distribution, lower case; the key of its items in the state table. */
  distributionDomain: string;
  /** The stream's master playlist through the distribution. */
  distributionPlaylistUrl: string;
  /** The same playlist at the origin. */
  originPlaylistUrl: string;
  /** SNS topic in this region that its alarms notify. */
  alarmTopicArn?: string | undefined;
}

/**
 * How long the edges of a stream distribution hold on to an origin in trouble, at most. Absent from a cluster, what the
 * distributions' owner has set stays.
 */
export interface DistributionSettings {
  /** Seconds for which 500, 502, 503 and 504 are kept. */
  errorCachingMinTtl: number;
  /** Attempts to connect, and to get a response. */
  connectionAttempts: number;
  /** Seconds to connect, of one attempt. */
  connectionTimeout: number;
  /** Seconds to the response, and from packet to packet, of one attempt. */
  responseTimeout: number;
}

export type ChangeDetect = 'MEDIASEQUENCE' | 'CONTENTHASH';

/** What players send with their requests. */
export interface PlayerSettings {
  /** Sites such as `https://www.example.com` whose players send cookies or other credentials. */
  credentialOrigins?: readonly string[] | undefined;
  /** Parameters of the merged master playlist's URL that it hands on to the media playlists. */
  queryTokens?: readonly string[] | undefined;
}

/** The content of `cvs.yaml`, with defaults filled in. */
export interface Cluster {
  /** ClusteredVideoStreamName: prefix of the stacks, name of the state table. */
  name: string;
  /** In order: RegionOne, RegionTwo, … Always two or more. */
  regions: readonly StreamRegion[];
  assets: {
    bucketBaseName: string;
    project: string;
    version: string;
    /** Server-side encryption that uploads name; absent: the bucket decides. */
    encryption?: 'AES256' | 'aws:kms' | undefined;
    /** Alias or id of a KMS key, in every region. */
    kmsKey?: string | undefined;
  };
  masterPlaylist: {
    key: string;
    steering: boolean;
    /** Leaves out rungs and renditions that a region lacks. */
    allowPartial?: boolean | undefined;
    /** Alternate domain name of the master playlist distribution. It needs a certificate. */
    domainName?: string | undefined;
    /** ARN of a certificate in us-east-1. */
    certificateArn?: string | undefined;
  };
  players?: PlayerSettings | undefined;
  failover: {
    automatic: 'reroute' | 'steer' | 'off';
    /** Seconds of steady freshness before a region that was stale is preferred again. */
    holdDown: number;
  };
  detector: {
    durationMultiplier: number;
    staleTolerance: number;
    changeDetect: ChangeDetect;
    /** Key of the media quality score in `CMSD-Static`; without it, a key that ends in `mqcs`. */
    qualityKey?: string | undefined;
    /** Role that may also publish to the detectors' topics. */
    otherPublisherArn?: string | undefined;
  };
  distributionSettings?: DistributionSettings | undefined;
  stateTable?: { deletionProtection: boolean } | undefined;
  /** How the board shows this cluster. */
  board?: { production: boolean } | undefined;
  /** Managed policy that bounds every role of the cluster. */
  permissionsBoundaryArn?: string | undefined;
  tags: Readonly<Record<string, string>>;
}
