"""Plain-Python features of one listener; written from the definitions, without SQL."""
import math, datetime as dt
from fractions import Fraction as F
from collections import Counter, defaultdict
from itertools import groupby
DAY=dt.timedelta(1)
def div(a,b): return None if b in (0,None) or a is None else float(F(a)/F(b)) if not isinstance(a,float) else a/b
def milli(x): return math.floor(x*1000000+0.5)
def entropy(counts):
    n=sum(counts)
    if n==0: return None
    return sum(math.floor(-(c/n)*math.log(c/n)*1e9+.5) for c in counts if c)/1e9
def mean(xs): return div(sum(xs),len(xs))
def svar(xs):
    n=len(xs)
    if n<2: return None
    m=F(sum(xs),n); return F(sum((F(x)-m)**2 for x in xs))/(n-1)
def micros(td): return td//dt.timedelta(microseconds=1)
def features(me, T, as_of, w):
    """me: listener_key; T: tables as lists of dicts"""
    tracks=T['_tracks']
    plays=sorted([p for p in T['_plays'][me] if p['local_date']<as_of],key=lambda p:(p['started_at'],p['play_key']))
    if not plays: return None
    o={}
    ago=lambda d:(as_of-d).days
    N=len(plays)
    days=sorted({p['local_date'] for p in plays}); S=set(days)
    # streaks
    cur=0; d=as_of-DAY
    while d in S: cur+=1; d-=DAY
    runs=[]; 
    for d in days:
        if d-DAY in S: runs[-1]+=1
        else: runs.append(1)
    known=ago(days[0]); gaps=[(b-a).days for a,b in zip(days,days[1:])]
    v=svar(gaps)
    o.update(current_streak_days=cur,longest_streak_days=max(runs),mean_streak_days=mean(runs),streak_count=len(runs),active_days=len(days),
      active_days_28d=sum(ago(d)<=28 for d in days),active_day_share=div(len(days),known),
      consistency_90d=div(sum(ago(d)<=90 for d in days),min(known,90)),mean_gap_days=mean(gaps),gap_deviation_days=None if v is None else math.sqrt(v),
      longest_gap_days=max(gaps) if gaps else None)
    # genres
    g=[(tracks[p['track_key']]['genre'],p) for p in plays]; g=[(x,p) for x,p in g if x is not None]
    G=Counter(x for x,_ in g); first={}
    for x,p in g: first[x]=min(first.get(x,p['play_key']),p['play_key'])
    rec=Counter(x for x,p in g if ago(p['local_date'])<=28); bef=Counter(x for x,p in g if ago(p['local_date'])>28)
    K=len(g); R=sum(rec.values()); B=sum(bef.values())
    top=sorted(G,key=lambda x:(-G[x],first[x]))[0] if G else None
    three=sorted(bef,key=lambda x:(-bef[x],first[x]))[:3]
    e=entropy(G.values()); hhi=sum(F(c,K)**2 for c in G.values()) if K else None
    o.update(genre_count=len(G) or None,genre_entropy=e,genre_evenness=min(1.,e/math.log(len(G))) if len(G)>1 else None,genre_concentration=None if hhi is None else float(hhi),
      effective_genres=None if hhi is None else float(1/hhi),top_genre=top,top_genre_share=div(G[top],K) if G else None,genre_entropy_28d=entropy(rec.values()) if R else None,
      new_genres_28d=len(set(rec)-set(bef)) if G else None,genre_exploration_28d=div(sum(c for x,c in rec.items() if x not in three),R) if R and B else None,
      genre_shift_28d=float(sum(abs(F(rec[x],R)-F(bef[x],B)) for x in G)/2) if R and B else None,known_genre_share=div(K,N))
    # playlists
    rate=lambda ps:div(sum(p['skipped'] is True for p in ps),sum(p['skipped'] is not None for p in ps))
    ctxs=[p for p in plays if p['context'] is not None]; C=len(ctxs)
    pl=[p for p in plays if p['context']=='playlist']; other=[p for p in ctxs if p['context']!='playlist']
    timed=lambda ps:[p for p in ps if p['ms_played'] is not None]
    # Unknown is not zero: NULL where there are plays and the time of none is known.
    tot=lambda ps:None if ps and not timed(ps) else sum(p['ms_played'] for p in timed(ps))
    told=lambda p:p['skip_kind']!='none' or bool(tracks[p['track_key']]['duration_ms']) or p['reason_end'] is not None
    vis=defaultdict(list)
    for p in pl:
        if p['context_id'] is not None: vis[p['session_key'],p['context_id']].append(p)
    L=T['_lengths']; reach=[];comp=[];st=ex=0
    for (s,c),ps in vis.items():
        pos=[p['context_position'] for p in ps if p['context_position'] is not None]
        if not pos: continue
        reach.append(max(pos)); n=L.get(c)
        if n: comp.append(min(1000000,math.floor(max(pos)/n*1000000+.5)))
        if min(pos)==1 and (n is None or n>5): st+=1; ex+=max(pos)<=5
    a,b=rate(pl),rate(other); kk=[p for p in pl if p['skip_kind'] is not None and told(p)]
    evs=[x for x in T['_events'].get(me,[]) if x['local_date']<as_of]; imports={x['import_key'] for xs in T['_events'].values() for x in xs if x['local_date']<as_of}
    records=bool(evs) or any(p['import_key'] in imports for p in plays)
    ev=lambda kinds,n:None if not records else sum(x['kind'] in kinds and x['local_date']<as_of and ago(x['local_date'])<=n for x in T['_events'].get(me,[]))
    sees=C>0 and (not pl or len(vis)>0)
    o.update(playlist_plays=len(pl) if C else None,playlist_play_share=div(len(pl),C),playlist_time_share=div(tot(pl),tot(ctxs)) if C else None,playlist_skip_rate=a,playlist_skip_lift=None if a is None or b is None else a-b,
      playlist_track_completion=div(sum(p['skip_kind']=='none' for p in kk),len(kk)),playlist_visits=len(vis) if sees else None,distinct_playlists=len({c for _,c in vis}) if sees else None,
      playlist_completion=div(sum(comp),len(comp)*1000000),mean_playlist_position=mean(reach),playlist_early_exit_share=div(ex,st),playlist_adds_90d=ev({'playlist_add','playlist_follow'},90))
    # sessions
    ses=defaultdict(list)
    for p in plays: ses[p['session_key']].append(p)
    ses=list(ses.values()); n=len(ses)
    def length(s):
        ends=[p['ended_at'] for p in timed(s)]; late=[p['started_at'] for p in s if p['ms_played'] is None]
        if not ends or (late and max(late)>=max(ends)) or any(p['time_precision']=='day' for p in s): return None
        return micros(max(p['ended_at'] for p in s)-min(p['started_at'] for p in s))//1000000
    sec=[x for x in map(length,ses) if x is not None]; ss=sorted(sec); m=len(sec)
    med=None if not m else ss[m//2] if m%2 else (ss[m//2-1]+ss[m//2])/2
    v=svar(sec); starts=[min(p['started_at'] for p in s) for s in ses]
    ratios=[]
    for s in ses:
        k=[p['skipped'] for p in s if p['skipped'] is not None]
        if k: ratios.append(math.floor(sum(k)/len(k)*1e6+.5))
    sk=[p for p in plays if p['skipped']]; kinds=[p['skip_kind'] for p in plays if p['skip_kind'] is not None]
    timedskips=[p['ms_played'] for p in sk if p['ms_played'] is not None]
    fs=[micros(min(p['ended_at'] for p in s if p['skipped'])-min(p['started_at'] for p in s)) for s in ses if any(p['skipped'] for p in s)]
    o.update(session_count=n,session_count_28d=sum(ago(min(p['local_date'] for p in s))<=28 for s in ses),sessions_per_active_day=div(n,len(days)),mean_session_minutes=div(sum(sec),m*60),
      median_session_minutes=None if med is None else med/60,longest_session_minutes=max(sec)/60 if sec else None,session_minutes_deviation=None if v is None else math.sqrt(v)/60,mean_session_tracks=div(N,n),
      single_play_session_share=div(sum(len(s)==1 for s in ses),n),mean_hours_between_sessions=div(micros(max(starts)-min(starts)),(n-1)*3600*10**6),
      skip_rate=rate(plays),skip_rate_28d=rate([p for p in plays if ago(p['local_date'])<=28]),early_skip_rate=div(kinds.count('early'),len(kinds)),
      mean_session_skip_ratio=div(sum(ratios),len(ratios)*10**6),skipless_session_share=div(ratios.count(0),len(ratios)),mean_seconds_to_skip=div(sum(timedskips),len(timedskips)*1000),
      mean_seconds_to_first_skip=div(sum(fs),len(fs)*10**6))
    # temporal
    H=Counter(p['local_hour'] for p in plays); Wd=Counter(p['local_date'].isoweekday() for p in plays)
    sh=lambda f:div(sum(1 for p in plays if f(p)),N)
    circ=lambda C,k:math.hypot(sum(c*math.floor(math.cos(2*math.pi*h/k)*1e9+.5) for h,c in C.items())/1e9,sum(c*math.floor(math.sin(2*math.pi*h/k)*1e9+.5) for h,c in C.items())/1e9)/sum(C.values())
    dayn=Counter(p['local_date'] for p in plays); win=[(as_of-DAY*k) for k in range(1,85)]; xs=[dayn[d] for d in win]; m=F(sum(xs),84)
    sst=sum((x-m)**2 for x in xs); by=defaultdict(list)
    for d,x in zip(win,xs): by[d.isoweekday()].append(x)
    ssb=sum(len(q)*(F(sum(q),len(q))-m)**2 for q in by.values())
    M=Counter(p['local_date'].month for p in plays if ago(p['local_date'])<=365)
    ph=min(H,key=lambda h:(-H[h],h))
    o.update(night_share=sh(lambda p:p['local_hour']<6),morning_share=sh(lambda p:6<=p['local_hour']<12),afternoon_share=sh(lambda p:12<=p['local_hour']<18),evening_share=sh(lambda p:p['local_hour']>=18),
      weekend_share=sh(lambda p:p['local_date'].isoweekday()>5),work_hours_share=sh(lambda p:p['local_weekday']<6 and 9<=p['local_hour']<17),peak_hour=ph,peak_hour_share=div(H[ph],N),
      peak_weekday=min(Wd,key=lambda h:(-Wd[h],h)),hour_entropy=entropy(H.values()),weekday_entropy=entropy(Wd.values()),daily_rhythm=circ(H,24),
      weekly_seasonality=div(ssb,sst),yearly_rhythm=circ(M,12) if known>=365 and M else None)
    # audio
    kept=[tracks[p['track_key']] for p in plays if p['skipped'] is not True]
    A='danceability energy valence acousticness instrumentalness liveness speechiness loudness tempo'.split()
    for f in A: o['mean_'+f]=div(sum(x),len(x)*1000000) if (x:=[milli(t[f]) for t in kept if t[f] is not None]) else None
    for f in A:
        v=svar([milli(t[f]) for t in kept if t[f] is not None]); o['variance_'+f]=None if v is None else float(v/10**12)
    en=[t['energy'] for t in kept if t['energy'] is not None]; va=[t['valence'] for t in kept if t['valence'] is not None]; mo=[t['mode'] for t in kept if t['mode'] is not None]
    o.update(high_energy_share=div(sum(x>=2/3 for x in en),len(en)),mellow_share=div(sum(x<1/3 for x in en),len(en)),positive_share=div(sum(x>=.5 for x in va),len(va)),major_mode_share=div(sum(mo),len(mo)),
      known_energy_share=div(len(en),len(kept)))
    # discovery
    TC=Counter(p['track_key'] for p in plays); art=lambda p:tracks[p['track_key']]['artist_key']; AC=Counter(art(p) for p in plays)
    old_t={p['track_key'] for p in plays if ago(p['local_date'])>28}; old_a={art(p) for p in plays if ago(p['local_date'])>28}
    r28=[p for p in plays if ago(p['local_date'])<=28]
    ctx=[p['context'] for p in plays if p['context'] is not None]
    age=[(p['local_date']-r).days for p in plays if (r:=tracks[p['track_key']]['release_date']) is not None]; pop=[milli(q) for p in plays if (q:=tracks[p['track_key']]['popularity']) is not None]
    o.update(distinct_tracks=len(TC),distinct_artists=len(AC),new_artists_per_week=len(set(AC)-old_a)/4,new_tracks_per_week=len(set(TC)-old_t)/4,
      new_artist_play_share=div(sum(art(p) not in old_a for p in r28),len(r28)),new_track_play_share=div(sum(p['track_key'] not in old_t for p in r28),len(r28)),
      repeat_share=div(N-len(TC),N),replayed_track_share=div(sum(c>1 for c in TC.values()),len(TC)),top_track_share=div(max(TC.values()),N),top_artist_share=div(max(AC.values()),N),
      artist_entropy=entropy(AC.values()),artist_concentration=float(sum(F(c,N)**2 for c in AC.values())),search_share=div(ctx.count('search'),len(ctx)),recommendation_share=div(ctx.count('recommendation'),len(ctx)),
      mean_track_age_days=mean(age) if age else None,mean_popularity=div(sum(pop),len(pop)*10**6))
    # engagement
    rd=ago(days[-1]); ms28=tot(r28); p56=sum(ago(p['local_date'])<=56 for p in plays)
    rs=float(max(F(0),1-F(rd-1,28))); fr=o['active_days_28d']/28; vs=None if ms28 is None else float(min(F(1),F(ms28,60000)/1680))
    wr,wf,wv=w['recency_weight'],w['frequency_weight'],w['volume_weight']
    o.update(recency_days=rd,total_plays=N,total_minutes=div(tot(plays),60000),known_time_share=div(len(timed(plays)),N),plays_28d=len(r28),streams_28d=None if r28 and not timed(r28) else sum(p['ms_played']>=30000 for p in timed(r28)),minutes_28d=div(ms28,60000),
      minutes_per_active_day=div(tot(plays),len({p['local_date'] for p in timed(plays)})*60000),play_momentum=div(len(r28),p56),likes_90d=ev({'like'},90),saves_90d=ev({'save'},90),shares_90d=ev({'share'},90),
      recency_score=rs,frequency_score=fr,volume_score=vs,engagement_score=None if vs is None else (wr*rs+wf*fr+wv*vs)/(wr+wf+wv))
    # demographics
    l=T['_listeners'][me]; sub=T['_subs'].get(me,[])
    held=[s for s in sub if s['started_on']<=as_of-DAY and (s['ended_on'] is None or s['ended_on']>as_of-DAY)]
    held.sort(key=lambda s:(s['started_on'],s['import_key'])); h=held[-1] if held else None
    su=l['signed_up_on']
    o.update(tier=h['tier'] if h else 'free' if sub else l['tier'],tier_days=ago(h['started_on']) if h else None,tier_changes=sum(s['started_on']<as_of for s in sub)-1 if any(s['started_on']<as_of for s in sub) else None,
      country=l['country'],age_group=l['age_group'],tenure_days=ago(min(su or days[0],days[0])),listening_days=known,platform_count=len({p['platform'] for p in plays}))
    return o
def index(T):
    T['_tracks']={t['track_key']:t for t in T['tracks']}
    T['_plays']=defaultdict(list)
    for p in T['plays']: T['_plays'][p['listener_key']].append(p)
    T['_events']=defaultdict(list)
    for p in T['events']: T['_events'][p['listener_key']].append(p)
    T['_subs']=defaultdict(list)
    for p in T['subscriptions']: T['_subs'][p['listener_key']].append(p)
    T['_listeners']={l['listener_key']:l for l in T['listeners']}
    T['_lengths']={}
    for x in T['playlist_tracks']: T['_lengths'][x['playlist_key']]=max(T['_lengths'].get(x['playlist_key'],0),x['position'])
    T['_lengths']={k:v for k,v in T['_lengths'].items() if v>0}
    return T
