"""What gunicorn is told besides its command line (`entredeux serve`): its own lines leave as JSON, like ours."""

from entredeux.config.settings import LOGGING

wsgi_app = "entredeux.config.wsgi:application"
worker_class = "gthread"
preload_app = True  # imported once, shared by the processes
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
forwarded_allow_ips = "127.0.0.1,::1"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": LOGGING["formatters"],
    "handlers": LOGGING["handlers"],
    "root": LOGGING["root"],
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["console"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": ["console"], "propagate": False},
        "gunicorn.http": {"level": "ERROR"},  # it warns at each HEAD, which Django answers with a body to drop
    },
}
