# configuration, samples, systemd unit
