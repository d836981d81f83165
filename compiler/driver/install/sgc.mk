# Policies compiled by Make. DIR/NAME/manifest.json, and with it every rule file of the policy, is made from NAME.sg:
#
#   SGC_TARGETS = nftables,xdp        # what to compile for; `sgc targets --names` lists what there is
#   include /usr/share/sgc/sgc.mk
#   all: rules/site/manifest.json     # from site.sg
#
# What a policy includes and every feed that it reads are prerequisites, as the last run met them. A run that fails
# leaves what was there. Names may hold blanks, each with a backslash before it: rules/my\ site/manifest.json.

# Where the folders of rules are.
SGC_OUT ?= rules

# The program; further FILEs and options, as in "prod.sg -Werror -I common".
SGC ?= sgc
SGC_FLAGS ?=

# What stands first in this file shall not become the goal of a Makefile that includes it.
sgc_goal := $(.DEFAULT_GOAL)

$(SGC_OUT)/%/manifest.json: %.sg
	$(SGC) compile '$<' $(SGC_FLAGS) -t '$(SGC_TARGETS)' -o '$(SGC_OUT)/$*' -M '$(SGC_OUT)/$*.d'

# However deep a policy lies. Blanks, and what make takes for a pattern, have a backslash before them.
-include $(shell find -L '$(SGC_OUT)' -name '*.d' -type f 2>/dev/null | sed 's/[][ *?]/\\&/g')

.DEFAULT_GOAL := $(sgc_goal)
