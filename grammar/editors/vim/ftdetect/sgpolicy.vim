autocmd BufNewFile,BufRead *.sg setfiletype sgpolicy
