" Policies of sgc: comments, names with hyphens, and :make, which fills the quickfix list with what sgc has to say.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=#\ %s comments=:# iskeyword+=-
setlocal makeprg=sgc\ check\ %:S
setlocal errorformat=%f:%l:%c:\ %trror[%m,%f:%l:%c:\ %tarning[%m,%f:%l:%c:\ %tote[%m,%-G%.%#
let b:undo_ftplugin = 'setlocal commentstring< comments< iskeyword< makeprg< errorformat<'
