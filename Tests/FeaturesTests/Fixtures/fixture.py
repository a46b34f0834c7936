"""Writes hand_checked.json: a tiny data set and its features, computed from the definitions by reference.py."""
import json, datetime as dt, math, zoneinfo, copy, sys
import reference as R
W=dict(recency_weight=0.4,frequency_weight=0.35,volume_weight=0.25)
AS_OF=dt.date(2025,3,31)
FE='danceability energy valence acousticness instrumentalness liveness speechiness loudness tempo'.split()
def track(key,name,artist,genre,ms,release,pop,f,mode):
    return dict(track_key=key,track_id=f'track:{key}',name=name,artist_key=artist,album=None,genre=genre,release_date=release and dt.date.fromisoformat(release),duration_ms=ms,popularity=pop,
      **dict(zip(FE,f or [None]*9)),music_key=None,mode=mode,import_key=1)
tracks=[
 track(1000,'Alba',100,'pop',200000,'2024-03-01',80.0,[.7,.8,.5,.1,0.0,.1,.05,-5.0,120.0],1),
 track(1001,'Brisa',100,'pop',180000,'2025-01-01',60.0,[.6,2/3,.6,.2,0.0,.2,.04,-6.5,128.0],0),
 track(1002,'Calm',101,'jazz',240000,'1999-12-31',40.0,[.4,1/3,.3,.8,.9,.1,.03,-12.25,90.5],1),
 track(1003,'Dusk',101,'jazz',300000,'2010-06-15',None,[.3,.2,.4999995,.9,2.5e-06,.1,.03,-14.0,72.333],0),
 track(1004,'Edge',102,'rock',210000,'2025-02-01',70.0,[.5,.95,.45,None,.1,.6,.08,None,160.0],None),
 track(1005,'Fern',103,'folk',190000,None,20.0,[.5,.4,.7,.85,0.0,.12,.03,-10.0,100.0],1),
 track(1006,'Grey',104,None,None,None,None,None,None),
 track(1007,'Hail',105,'metal',220000,'2025-03-30',90.0,[.35,.99,.2,.01,.3,.4,.1,-3.0,180.0],0)]
artists=[dict(artist_key=k,name=n,import_key=1) for k,n in [(100,'Ana Sol'),(101,'Blue Trio'),(102,'Crag'),(103,'Dell'),(104,'Elsewhere'),(105,'Forge')]]
zones={1:'Europe/Stockholm',2:'America/New_York',3:'UTC',4:'Asia/Tokyo',5:'UTC'}
listeners=[dict(listener_key=1,listener_id='anna',zone=zones[1],country='SE',tier='family',age_group='25-34',signed_up_on=dt.date(2024,3,1),import_key=1),
 dict(listener_key=2,listener_id='ben',zone=zones[2],country='US',tier='premium',age_group=None,signed_up_on=dt.date(2025,2,20),import_key=1),
 dict(listener_key=3,listener_id='chloe',zone=zones[3],country=None,tier='family',age_group='18-24',signed_up_on=None,import_key=1),
 dict(listener_key=4,listener_id='dai',zone=zones[4],country='JP',tier='free',age_group='55+',signed_up_on=dt.date(2025,3,1),import_key=1),
 dict(listener_key=5,listener_id='erik',zone=zones[5],country='SE',tier='premium',age_group='<18',signed_up_on=dt.date(2024,1,1),import_key=1)]
playlists=[dict(playlist_key=k,playlist_id=f'playlist:{k}',name=n,genre=None,import_key=1) for k,n in [(50,'Five'),(51,'Six'),(52,'Unlisted')]]
playlist_tracks=[dict(playlist_key=50,position=i+1,track_key=1000+i,import_key=1) for i in range(5)]+[dict(playlist_key=51,position=i+1,track_key=1000+i,import_key=1) for i in range(6)]
subscriptions=[dict(listener_key=k,tier=t,started_on=dt.date.fromisoformat(a),ended_on=b and dt.date.fromisoformat(b),import_key=i) for k,t,a,b,i in [
 (1,'free','2024-03-01',None,1),(1,'premium','2025-01-15','2025-04-10',1),(1,'family','2025-03-31',None,1),
 (2,'student','2025-02-01',None,1),(2,'premium','2025-02-01','2025-03-31',2),
 (5,'premium','2024-01-01','2025-03-30',1)]]
# listener, local start, track, ms played, what ended it, context, context_id, context_position, platform, device
P=[(1,'2024-03-31 12:00:00',1000,200000,'trackdone','album',None,1,'spotify','mobile'),
 (1,'2024-12-15 20:00:00',1002,240000,'trackdone','radio',None,None,'spotify','speaker'),
 (1,'2025-01-06 08:00:00',1000,200000,'trackdone','album',None,1,'spotify','mobile'),
 (1,'2025-02-03 08:10:00',1004,210000,'trackdone',None,None,None,'spotify','mobile'),
 (1,'2025-03-03 18:00:00',1000,200000,'trackdone','playlist',51,1,'spotify','mobile'),
 (1,'2025-03-03 18:03:20',1001,12000,'fwdbtn','playlist',51,2,'spotify','mobile'),
 (1,'2025-03-03 18:03:32',1003,300000,'trackdone','playlist',51,6,'spotify','mobile'),
 (1,'2025-03-04 18:00:00',1002,240000,'trackdone','playlist',50,1,'spotify','car'),
 (1,'2025-03-04 18:04:00',1004,100000,'fwdbtn','playlist',50,4,'spotify','car'),
 (1,'2025-03-28 09:30:00',1005,60500,'fwdbtn','search',None,None,'spotify','desktop'),
 (1,'2025-03-29 22:00:00',1001,150000,'fwdbtn','recommendation',None,None,'spotify','mobile'),
 (1,'2025-03-30 23:50:00',1000,200000,'trackdone','playlist',52,1,'spotify','mobile'),
 (1,'2025-03-30 23:54:00',1003,29999,'fwdbtn','playlist',52,2,'spotify','mobile'),
 (1,'2025-03-31 00:01:00',1004,210000,'trackdone','playlist',52,3,'spotify','mobile'),
 (1,'2025-03-31 00:05:00',1007,20000,'fwdbtn','playlist',52,9,'spotify','mobile'),
 (2,'2025-02-14 12:00:00',1003,None,None,None,None,None,'custom',None),
 (2,'2025-02-14 12:05:00',1003,300000,'trackdone','playlist',None,1,'custom',None),
 (2,'2025-03-20 07:00:00',1004,210000,'trackdone','radio',None,None,'apple_music','mobile'),
 (2,'2025-03-20 07:04:00',1002,30000,'fwdbtn','radio',None,None,'apple_music','mobile'),
 (2,'2025-03-21 01:00:00',1006,180000,'trackdone','search',None,None,'custom','mobile'),
 (2,'2025-03-29 13:00:00',1006,5000,'fwdbtn','radio',None,None,'custom','mobile'),
 (2,'2025-03-31 13:00:00',1000,200000,'trackdone','radio',None,None,'youtube_music','mobile'),
 (3,'2025-02-01 10:00:00',1006,20000,'fwdbtn','album',None,None,'spotify','web'),
 (3,'2025-02-01 10:00:20',1006,1000,'fwdbtn','album',None,None,'spotify','web'),
 (3,'2025-04-01 10:00:00',1005,190000,'trackdone','album',None,None,'spotify','web'),
 (4,'2025-03-31 00:00:00',1000,200000,'trackdone','radio',None,None,'spotify','mobile'),
 (5,'2025-03-30 16:59:59',1007,220000,'trackdone',None,None,None,'spotify','tv')]
dur={t['track_key']:t['duration_ms'] for t in tracks}
def kind(ms,length,reason):
    if ms is None: return None
    if reason=='trackdone': return 'none'
    if length and ms/length>=.95: return 'none'
    if ms<30000: return 'early'
    if not length: return 'late'
    return 'mid' if ms/length<.5 else 'late'
plays=[]
for i,(l,t,tr,ms,why,ctx,cid,pos,plat,dev) in enumerate(P,1):
    local=dt.datetime.fromisoformat(t).replace(tzinfo=zoneinfo.ZoneInfo(zones[l])); s=local.astimezone(dt.timezone.utc).replace(tzinfo=None)
    k=kind(ms,dur[tr],why)
    plays.append(dict(play_key=i,import_key=1,fingerprint=i,occurrence=0,listener_key=l,track_key=tr,session_key=0,session_position=0,started_at=s,ended_at=s+dt.timedelta(milliseconds=ms or 0),ms_played=ms,
      local_date=local.date(),local_hour=local.hour,local_weekday=local.isoweekday(),platform=plat,device=dev,context=ctx,context_id=cid,context_position=pos,reason_start=None,reason_end=why,
      shuffle=False,offline=False,incognito=False,skip_kind=k,skipped=None if k is None else k in('early','mid'),time_precision='second'))
last={}
for p in plays:
    q=last.get(p['listener_key'])
    if q and p['started_at']-q['ended_at']<dt.timedelta(minutes=30): p['session_key']=q['session_key']; p['session_position']=q['session_position']+1
    else: p['session_key']=p['play_key']; p['session_position']=1
    last[p['listener_key']]=p
ev=[(1,'like','2024-12-30'),(1,'like','2024-12-31'),(1,'like','2025-03-30'),(1,'like','2025-03-31'),(1,'save','2025-02-01'),(1,'playlist_add','2024-12-31'),(1,'playlist_add','2024-12-30'),(1,'playlist_follow','2025-03-03'),
 (1,'playlist_add','2025-03-31'),(1,'search','2025-03-28'),(2,'share','2025-03-20'),(2,'dislike','2025-03-29'),(2,'save','2025-04-02'),(3,'share','2025-04-01'),(4,'like','2025-03-30')]
events=[dict(event_key=i,import_key=1,listener_key=l,track_key=None,kind=k,occurred_at=dt.datetime.fromisoformat(d+' 12:00:00'),local_date=dt.date.fromisoformat(d),platform='spotify',device=None,payload=None) for i,(l,k,d) in enumerate(ev,1)]
days={}
for p in plays:
    r=days.setdefault((p['listener_key'],p['local_date'],p['platform']),dict(listener_key=p['listener_key'],local_date=p['local_date'],platform=p['platform'],plays=0,streams=None,skips=None,known_skips=0,ms_played=None,sessions=0,timed_plays=0))
    r['plays']+=1; r['sessions']+=p['play_key']==p['session_key']
    if p['ms_played'] is not None: r['streams']=(r['streams'] or 0)+(p['ms_played']>=30000); r['ms_played']=(r['ms_played'] or 0)+p['ms_played']; r['timed_plays']+=1
    if p['skipped'] is not None: r['skips']=(r['skips'] or 0)+p['skipped']; r['known_skips']+=1
tables=dict(listeners=listeners,artists=artists,tracks=tracks,playlists=playlists,playlist_tracks=playlist_tracks,subscriptions=subscriptions,plays=plays,events=events,listener_days=list(days.values()))
T=R.index(copy.deepcopy(tables))
expected={l['listener_id']:R.features(l['listener_key'],T,AS_OF,W) for l in listeners}
expected={k:v for k,v in expected.items() if v}
def enc(x):
    if isinstance(x,dt.datetime): return x.isoformat()+('' if x.microsecond else '')+'Z'
    if isinstance(x,dt.date): return x.isoformat()
    raise TypeError(x)
def rows(rs): return '[\n'+',\n'.join('      '+json.dumps(r,default=enc,ensure_ascii=False) for r in rs)+'\n    ]'
out='{\n  "about": '+json.dumps("A tiny data set and all listener features as of a date. The expected values were computed from the features' definitions in plain Python with exact fractions, without SQL. Times are UTC. dai plays only from as_of on, and so has no row.")
out+=',\n  "as_of": "2025-03-31",\n  "parameters": '+json.dumps(W)+',\n  "tables": {\n'+',\n'.join(f'    "{k}": '+rows(v) for k,v in tables.items())+'\n  },\n  "expected": {\n'
out+=',\n'.join(f'    "{k}": {{\n'+',\n'.join(f'      {json.dumps(n)}: {json.dumps(x)}' for n,x in v.items())+'\n    }' for k,v in expected.items())+'\n  }\n}\n'
if __name__=='__main__':
    import os; p=os.path.join(os.path.dirname(os.path.abspath(__file__)),'hand_checked.json'); open(p,'w').write(out); print(len(out),len(plays))
