## The Home tab

home-mine = What you are on
home-mine-none = You are not on any leak. 👀 on a leak's message, or `/leak take L3`, tells the others that you are.
home-group = Study group
home-write = Write my journal
home-write-spoken = Open your growth journal for this round
home-as-of = As of { $when }; written anew each time you open this page. `/leak help`, typed in any channel, lists what you can ask.
