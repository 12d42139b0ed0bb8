"""Reports that officers write down for somebody: by telephone, at a stand, on a walkabout."""
