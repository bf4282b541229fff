FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /src
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY LICENSE MANIFEST.in README.md manifest.yaml programme.toml pyproject.toml setup.py ./
COPY bot bot
COPY storage storage
RUN pip install --no-cache-dir --no-index --no-deps --no-build-isolation .
WORKDIR /app
COPY programme.toml ./
RUN useradd --create-home leakdiary && mkdir data && chown leakdiary data
USER leakdiary
VOLUME /app/data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:3000/livez', timeout=4)"]
CMD ["leak-diary", "serve", "--host", "0.0.0.0", "--port", "3000"]
