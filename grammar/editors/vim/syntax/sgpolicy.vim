" Policies of sgc. The words are those of compiler/frontend/words.def; a test holds them together, and what is coloured
" here against what the compiler reads.
if exists('b:current_syntax')
  finish
endif

syntax case match
syntax iskeyword @,48-57,_,-

" ---- words ----
syntax keyword sgpolicyKind      group service securitygroup loadbalancer instance acl network blacklist prefixlist
syntax keyword sgpolicyKind      target
syntax keyword sgpolicyInclude   include
syntax keyword sgpolicyAssert    assert
syntax keyword sgpolicyVerdict   allow deny reject
syntax keyword sgpolicyRelation  from to except
syntax keyword sgpolicyRelation  file nextgroup=sgpolicyPath skipwhite skipempty
syntax keyword sgpolicyEverybody any any4 any6 all self
syntax keyword sgpolicyProtocol  tcp udp sctp icmp icmp6 gre esp ah proto
syntax keyword sgpolicyStatement description owner tags members intra-group inbound outbound external scheme kind
syntax keyword sgpolicyStatement created vip addresses snat listener groups subnets derive cidr services on direction
syntax keyword sgpolicyStatement log established default comment ticket expires ignore health sport bind quota

" ---- names and values ----
" Of what begins at one place the last that is written here counts, and a keyword before all. `->` ends a name.
syntax match sgpolicyName    /\v<\h%(\w|-\>@!)*/
syntax match sgpolicyNumber  /\v%([0-9A-Za-z_.:])@<!\d+%([0-9A-Za-z_.:])@!/
syntax match sgpolicySlashed /\v%([0-9A-Za-z_.:-])@<!\d+\/\d+%([0-9A-Za-z_.:])@!/
syntax match sgpolicyDate    /\v%([0-9A-Za-z_.:-])@<!\d{4}-\d\d-\d\d%([0-9A-Za-z_.:-])@!/
syntax match sgpolicyAddress /\v%([0-9A-Za-z_.:-])@<!\d+%(\.\d+){3}%(\/\d+)?%(-\d+%(\.\d+){3})?/
syntax match sgpolicyAddress /\v%([0-9A-Za-z_.:-])@<!\x*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*%(\/\d+)?%(-\x*:[0-9A-Fa-f:.]*)?/
syntax match sgpolicyArrow   /->/

syntax region sgpolicyString start=/"/ skip=/\\./ end=/"/ oneline contains=sgpolicyEscape
syntax match  sgpolicyEscape /\\["\\nt]/ contained
syntax match  sgpolicyComment /#.*$/ contains=sgpolicyTodo,@Spell
syntax keyword sgpolicyTodo NOTE XXX contained

" What stands after a feed's path: words that are names everywhere else.
syntax region sgpolicyPath start=/"/ skip=/\\./ end=/"/ oneline contained contains=sgpolicyEscape nextgroup=@sgpolicyFlags skipwhite skipempty
syntax match sgpolicyFlag /\v<%(min|max|optional|wide)>/ contained nextgroup=@sgpolicyFlags skipwhite skipempty
syntax match sgpolicyCount /\v<\d+%([0-9A-Za-z_.:\/-])@!/ contained nextgroup=@sgpolicyFlags skipwhite skipempty
syntax match sgpolicyFeedComment /#.*$/ contained contains=sgpolicyTodo,@Spell nextgroup=@sgpolicyFlags skipwhite skipempty
syntax cluster sgpolicyFlags contains=sgpolicyFlag,sgpolicyCount,sgpolicyFeedComment

highlight default link sgpolicyKind      Structure
highlight default link sgpolicyInclude   Include
highlight default link sgpolicyAssert    Statement
highlight default link sgpolicyVerdict   Statement
highlight default link sgpolicyRelation  Keyword
highlight default link sgpolicyEverybody Constant
highlight default link sgpolicyProtocol  Type
highlight default link sgpolicyStatement Identifier
highlight default link sgpolicyNumber    Number
highlight default link sgpolicySlashed   Number
highlight default link sgpolicyDate      Number
highlight default link sgpolicyAddress   Number
highlight default link sgpolicyArrow     Operator
highlight default link sgpolicyString    String
highlight default link sgpolicyEscape    SpecialChar
highlight default link sgpolicyPath      String
highlight default link sgpolicyFlag      Keyword
highlight default link sgpolicyCount     Number
highlight default link sgpolicyFeedComment Comment
highlight default link sgpolicyComment   Comment
highlight default link sgpolicyTodo      Todo

let b:current_syntax = 'sgpolicy'
